package dev.facteur.account;

/// A website that sends.
///
/// @param local true for the one site whose mail the local door and `facteur sendmail` hand over
///   when nothing else tells which site it is
public record Site(long id, String name, boolean local) {}
