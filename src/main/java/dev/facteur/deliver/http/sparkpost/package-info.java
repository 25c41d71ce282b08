/// SparkPost: `POST /api/v1/transmissions`.
@NullMarked
package dev.facteur.deliver.http.sparkpost;

import org.jspecify.annotations.NullMarked;
