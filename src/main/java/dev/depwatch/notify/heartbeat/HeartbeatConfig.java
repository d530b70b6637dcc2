package dev.depwatch.notify.heartbeat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import java.net.URI;
import java.time.Duration;

/**
 * Where to ping.
 *
 * @param url the address that the service gives; everybody who has it can ping, so it is a secret in a file
 * @param every how often
 */
public record HeartbeatConfig(
        @JsonProperty("urlFile") Secret url,
        @JsonProperty(defaultValue = "1m") Duration every) implements Checked {
    private static final String EXPECTED = "; expected the address to ping, such as https://hc-ping.com/…";

    @Override
    public void check(Remarks remarks) {
        remarks.between("every", every, Duration.ofMinutes(1), Duration.ofHours(1));
        try {
            if (!WebAddress.of(url.reveal()).isPrivate()) {
                remarks.warning(
                        "urlFile", "the address travels unencrypted, and who reads it can ping as depwatch; use https");
            }
        } catch (IllegalArgumentException e) {
            remarks.problem("urlFile", "the file holds " + e.getMessage() + EXPECTED);
        }
    }

    /** The address. Only for a configuration that was checked. */
    URI alive() {
        return WebAddress.of(url.reveal()).uri();
    }

    /** The address of a failure: {@code /fail} at the end of the path, as healthchecks.io and others have it. */
    URI failing() {
        String[] parts = url.reveal().split("(?=\\?)", 2);
        return URI.create(parts[0].replaceFirst("/+$", "") + "/fail" + (parts.length > 1 ? parts[1] : ""));
    }
}
