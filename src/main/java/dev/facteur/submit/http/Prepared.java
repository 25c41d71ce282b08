package dev.facteur.submit.http;

import dev.facteur.mail.Envelope;
import dev.facteur.protocol.mime.Composition;
import dev.facteur.submit.Terms;

/// A mail that was asked for and may be handed over.
record Prepared(Envelope envelope, Composition message, Terms terms) {}
