package dev.facteur.testkit;

import dev.facteur.account.Credential;
import dev.facteur.account.CredentialCheck;
import dev.facteur.account.Login;
import dev.facteur.account.Site;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ScramVerifier;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// The credential `shop` with the password `s3cret`, of the site `shop.example`.
public final class OneCredential implements CredentialCheck {
    public static final String USER = "shop";
    public static final String PASSWORD = "s3cret";
    public static final Site SITE = new Site(1, "shop.example", true);

    private static final ScramVerifier VERIFIER = ScramVerifier.derive(PASSWORD, new byte[16]);
    private static final Login LOGIN = login(7);

    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicReference<Optional<Login>> login =
            new AtomicReference<>(Optional.of(LOGIN));
    private final AtomicInteger compared = new AtomicInteger();

    /// From now on nobody can say who is who.
    public void breakDown() {
        broken.set(true);
    }

    /// Removes the credential.
    public void remove() {
        login.set(Optional.empty());
    }

    /// Removes the credential and adds another one of the same name.
    public void replace() {
        login.set(Optional.of(login(8)));
    }

    private static Login login(long id) {
        return new Login(SITE, new Credential(id, 1, USER, Credential.Kind.SMTP, List.of(), true));
    }

    /// How many passwords were compared.
    public int compared() {
        return compared.get();
    }

    @Override
    public Optional<Login> password(String user, Secret password) throws StorageException {
        requireWorking();
        compared.incrementAndGet();
        boolean right = user.equals(USER) && password.reveal().equals(PASSWORD);
        return right ? login.get() : Optional.empty();
    }

    @Override
    public Optional<ScramVerifier> verifier(String user) throws StorageException {
        requireWorking();
        return user.equals(USER) ? Optional.of(VERIFIER) : Optional.empty();
    }

    @Override
    public Optional<Login> proved(String user) throws StorageException {
        requireWorking();
        return user.equals(USER) ? login.get() : Optional.empty();
    }

    private void requireWorking() throws StorageException {
        if (broken.get()) throw new StorageException("broken down", false, null);
    }
}
