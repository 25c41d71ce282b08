/// Postmark: `POST /email`.
@NullMarked
package dev.facteur.deliver.http.postmark;

import org.jspecify.annotations.NullMarked;
