package dev.facteur.account;

/// A credential that has proved itself, and its site.
public record Login(Site site, Credential credential) {}
