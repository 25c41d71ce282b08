/// Sites, credentials, sender domains and their keys: who may send as whom.
@NullMarked
package dev.facteur.account;

import org.jspecify.annotations.NullMarked;
