/// What the answer of a remote means: a table of real answers, read from the top.
@NullMarked
package dev.facteur.deliver.verdict;

import org.jspecify.annotations.NullMarked;
