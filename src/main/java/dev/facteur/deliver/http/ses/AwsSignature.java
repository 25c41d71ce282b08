package dev.facteur.deliver.http.ses;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall.Credential;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Signs calls to Amazon (Signature Version 4): the secret key itself never travels.
final class AwsSignature {
    private static final String SERVICE = "ses";
    private static final String AUTHORIZATION = "Authorization";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final ApiAccount account;
    private final Clock clock;

    AwsSignature(ApiAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    /// @param headers those that are signed and must travel as they are
    record Signed(Map<String, String> headers, Credential authorization) {}

    /// Reads the body once, for its hash.
    Signed of(String method, String path, HttpBody body) {
        var request =
                SdkHttpRequest.builder()
                        .uri(account.base().resolve(path))
                        .method(SdkHttpMethod.fromValue(method))
                        .putHeader("Content-Type", "application/json")
                        .build();
        var identity = AwsCredentialsIdentity.create(account.user(), account.key().reveal());
        var signed =
                signer.sign(each ->
                        each.identity(identity)
                                .request(request)
                                .payload(payload(body))
                                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                                .putProperty(AwsV4HttpSigner.REGION_NAME, account.region())
                                .putProperty(
                                        HttpSigner.SIGNING_CLOCK,
                                        java.time.Clock.fixed(clock.now(), ZoneOffset.UTC)));
        var headers = new HashMap<String, String>();
        var authorization = new String[1];
        signed.request()
                .forEachHeader((name, values) -> {
                    if (name.equalsIgnoreCase(AUTHORIZATION)) authorization[0] = values.getFirst();
                    // The client writes these two itself, from the address and the body.
                    else if (!name.equalsIgnoreCase("Host")
                            && !name.equalsIgnoreCase("Content-Length")) {
                        headers.put(name, values.getFirst());
                    }
                });
        return new Signed(headers, new Credential(AUTHORIZATION, new Secret(authorization[0])));
    }

    private static ContentStreamProvider payload(HttpBody body) {
        return () -> open(body);
    }

    private static InputStream open(HttpBody body) {
        try {
            return body.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
