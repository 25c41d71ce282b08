/// The `sendmail` command's side: the maildrop folder that is filled while no gateway runs.
@NullMarked
package dev.facteur.submit.maildrop;

import org.jspecify.annotations.NullMarked;
