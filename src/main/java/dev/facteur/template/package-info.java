/// Texts of mails that sites keep, and fill with data.
@NullMarked
package dev.facteur.template;

import org.jspecify.annotations.NullMarked;
