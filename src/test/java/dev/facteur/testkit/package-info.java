/// What tests share: real peers (Debian's Postfix, OpenDKIM, swaks, msmtp, PHP …), the gateway as a
/// process of its own, certificates, and programs run with limits.
@NullMarked
package dev.facteur.testkit;

import org.jspecify.annotations.NullMarked;
