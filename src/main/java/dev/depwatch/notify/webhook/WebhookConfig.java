package dev.depwatch.notify.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.HttpConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A server that accepts JSON.
 *
 * @param url the address
 * @param secretUrl the address, if everybody who has it can post
 * @param secret signs each message, if the server verifies the sender
 * @param bodyFile a {@link BodyTemplate}; empty: the documented JSON itself
 * @param server how depwatch signs in to the server
 */
public record WebhookConfig(
        Optional<URI> url,
        @JsonProperty("urlFile") Optional<Secret> secretUrl,
        @JsonProperty("secretFile") Optional<Secret> secret,
        Optional<Path> bodyFile,
        @JsonUnwrapped HttpConfig server)
        implements Checked {
    private static final String EXPECTED = "; expected one such as https://bridge.example.org/depwatch";

    @Override
    public void check(Remarks remarks) {
        if (url.isPresent() == secretUrl.isPresent()) {
            remarks.problem(
                    "", "found " + (url.isPresent() ? "both" : "none") + " of url and urlFile; expected one of them");
        }
        url.ifPresent(address -> {
            checkAddress("url", "", address.toString(), remarks);
            if (address.getRawQuery() != null) {
                remarks.warning(
                        "url",
                        "an address with a query (?…) is often a secret: put it into a file and name that in urlFile");
            }
        });
        secretUrl.ifPresent(address -> checkAddress("urlFile", "the file holds ", address.reveal(), remarks));
    }

    private void checkAddress(String key, String where, String written, Remarks remarks) {
        try {
            WebAddress address = WebAddress.of(written);
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
        } catch (IllegalArgumentException e) {
            remarks.problem(key, where + e.getMessage() + EXPECTED);
        }
    }

    /** The address. Only for a configuration that was checked. */
    URI address() {
        return url.orElseGet(
                () -> WebAddress.of(secretUrl.orElseThrow().reveal()).uri());
    }
}
