package dev.facteur.alert;

import java.net.URI;
import java.util.Map;

/// A call that tells a message to a chat or a program.
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
record Post(URI address, Map<String, String> headers, byte[] body) {}
