/// What has to stand in a sender domain's DNS, and whether it does.
@NullMarked
package dev.facteur.diagnose.domain;

import org.jspecify.annotations.NullMarked;
