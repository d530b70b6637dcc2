package dev.depwatch.notify.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.assess.Assessment;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts each message as a {@link WebhookDocument}, or as a template makes of it. Any 2xx accepts it. */
public final class WebhookNotifier implements Notifier {
    /**
     * A server that accepts JSON.
     *
     * @param url the address
     * @param secretUrl the address, if everybody who has it can post
     * @param secret signs each message, if the server verifies the sender
     * @param bodyFile a {@link BodyTemplate}; empty: the documented JSON itself
     * @param server how depwatch signs in to the server
     */
    public record Config(
            Optional<URI> url,
            @JsonProperty("urlFile") Optional<Secret> secretUrl,
            @JsonProperty("secretFile") Optional<Secret> secret,
            Optional<Path> bodyFile,
            @JsonUnwrapped HttpConfig server)
            implements Checked {
        private static final String EXPECTED = "one such as https://bridge.example.org/depwatch";

        @Override
        public void check(Remarks remarks) {
            if (url.isPresent() == secretUrl.isPresent()) {
                remarks.problem(
                        "",
                        "found " + (url.isPresent() ? "both" : "none") + " of url and urlFile; expected one of them");
            }
            url.ifPresent(address -> {
                remarks.address("url", address, EXPECTED).ifPresent(web -> checkPrivacy("url", web, remarks));
                if (address.getRawQuery() != null) {
                    remarks.warning(
                            "url",
                            "an address with a query (?…) is often a secret: put it into a file and name that in urlFile");
                }
            });
            secretUrl
                    .flatMap(address -> remarks.address("urlFile", address, EXPECTED))
                    .ifPresent(web -> checkPrivacy("urlFile", web, remarks));
        }

        private void checkPrivacy(String key, WebAddress address, Remarks remarks) {
            Optional<String> refusal = server.refusalOf(address);
            if (refusal.isPresent()) {
                remarks.problem(key, refusal.get());
            } else if (!address.isPrivate() && !server.allowPlainHttp()) {
                if (secretUrl.isPresent()) {
                    remarks.problem(
                            key,
                            "the file holds an address that would travel unencrypted, and everybody who has it can post; expected"
                                    + " https, or allowPlainHttp: true if nobody can read on the way");
                } else {
                    remarks.warning(key, "messages travel unencrypted; use https");
                }
            }
        }

        /** The address. Only for a configuration that was checked. */
        URI address() {
            return url.orElseGet(
                    () -> WebAddress.of(secretUrl.orElseThrow().reveal()).uri());
        }
    }

    private static final String MAC = "HmacSHA256";

    private final HttpPost post;
    private final Optional<Secret> secret;
    private final Optional<BodyTemplate> template;
    private final Supplier<Optional<Assessment>> newest;

    /**
     * @param http trusts the configuration's {@code caFile}
     * @param template that of the configuration's {@code bodyFile}
     * @param newest supplies the names of tokens
     */
    public WebhookNotifier(
            Config config, Optional<BodyTemplate> template, Http http, Supplier<Optional<Assessment>> newest) {
        this.post = new HttpPost(http, config.address(), config.server().headers());
        this.secret = config.secret();
        this.template = template;
        this.newest = newest;
    }

    /** Returns the alert's key. */
    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        WebhookDocument document = WebhookDocument.of(notification, newest.get());
        String json = template.map(body -> body.body(document)).orElseGet(document::json);
        Map<String, String> signature = secret.map(key -> Map.of("X-Depwatch-Signature", "sha256=" + mac(key, json)))
                .orElse(Map.of());
        int status = post.send(json, signature, notification.at()).status();
        if (status / 100 != 2) {
            throw post.refusal(
                    status,
                    "Check url or urlFile, and what is set of username, passwordFile, bearerTokenFile and secretFile",
                    "expected a 2xx. Check that url or urlFile is the address of a server for depwatch's messages");
        }
        return Optional.of(document.alert().key());
    }

    private static String mac(Secret key, String json) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(json.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }
}
