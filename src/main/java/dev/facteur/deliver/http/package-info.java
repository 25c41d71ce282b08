/// Mail by the HTTP APIs of providers: a small package below for each, and here what they share.
///
/// Some take a finished mail, the others want it in pieces; those would lose what has no place in
/// their form. What would be lost is found out beforehand, and such mail is not given to them.
@NullMarked
package dev.facteur.deliver.http;

import org.jspecify.annotations.NullMarked;
