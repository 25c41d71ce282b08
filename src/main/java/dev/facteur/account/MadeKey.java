package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;

/// A key pair that has just been made, as it goes into the database.
record MadeKey(String selector, Algorithm algorithm, byte[] sealedKey, String publicKey) {}
