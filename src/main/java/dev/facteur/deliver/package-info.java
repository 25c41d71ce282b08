/// One attempt from lease to outcome. Nobody outside interprets a remote server's reply.
@NullMarked
package dev.facteur.deliver;

import org.jspecify.annotations.NullMarked;
