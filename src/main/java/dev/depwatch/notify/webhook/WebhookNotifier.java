package dev.depwatch.notify.webhook;

import dev.depwatch.assess.Assessment;
import dev.depwatch.config.Secret;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Notification;
import dev.depwatch.notify.Notifier;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Posts each message as a {@link WebhookDocument}, or as a template makes of it. Any 2xx accepts it. */
public final class WebhookNotifier implements Notifier {
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
            WebhookConfig config, Optional<BodyTemplate> template, Http http, Supplier<Optional<Assessment>> newest) {
        this.post = new HttpPost(http, config.address(), config.server().headers());
        this.secret = config.secret();
        this.template = template;
        this.newest = newest;
    }

    @Override
    public Optional<String> deliver(Notification notification) throws DeliveryException, InterruptedException {
        WebhookDocument document = WebhookDocument.of(notification, newest.get());
        byte[] json = template.map(body -> body.body(document)).orElseGet(document::json);
        Map<String, String> signature = secret.map(key -> Map.of("X-Depwatch-Signature", "sha256=" + mac(key, json)))
                .orElse(Map.of());
        int status = post.send(json, signature, notification.at()).status();
        if (status / 100 != 2) {
            throw post.refusalOrSignIn(
                    status,
                    "expected a 2xx. Check that url or urlFile is the address of a server for depwatch's messages");
        }
        return Optional.empty();
    }

    private static String mac(Secret key, byte[] json) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(json));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }
}
