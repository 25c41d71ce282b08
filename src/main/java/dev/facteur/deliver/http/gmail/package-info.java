/// The API of Gmail and Google Workspace.
@NullMarked
package dev.facteur.deliver.http.gmail;

import org.jspecify.annotations.NullMarked;
