package dev.depwatch.notify.heartbeat;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.depwatch.alert.Delivered;
import dev.depwatch.assess.Assessment;
import dev.depwatch.config.Checked;
import dev.depwatch.config.Remarks;
import dev.depwatch.config.Secret;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Outbox;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.TimeFormat;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One ping each period: that depwatch is well, or at the address of a failure why it is not. Always by POST, which no
 * cache answers. A service without an address of failures misses the ping, and raises the alarm all the same.
 */
public final class HeartbeatOutbox implements Outbox {
    /**
     * Where to ping.
     *
     * @param url the address that the service gives; everybody who has it can ping, so it is a secret in a file
     * @param every how often
     */
    public record Config(
            @JsonProperty("urlFile") Secret url,
            @JsonProperty(defaultValue = "1m") Duration every) implements Checked {
        private static final String EXPECTED = "the address to ping, such as https://hc-ping.com/…";

        @Override
        public void check(Remarks remarks) {
            remarks.between("every", every, Duration.ofMinutes(1), Duration.ofHours(1));
            if (remarks.address("urlFile", url, EXPECTED).stream().anyMatch(address -> !address.isPrivate())) {
                remarks.warning(
                        "urlFile", "the address travels unencrypted, and who reads it can ping as depwatch; use https");
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

    /** The name of its receiver. */
    public static final String NAME = "heartbeat";

    /** With nothing open, depwatch assesses every five seconds. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** At a start and during a reload, threads do not run for a moment. */
    private static final Duration PASSING = Duration.ofSeconds(15);

    private static final int MAX_TEXT = 10_000;

    private final Config config;
    private final Http http;
    private final Function<Instant, List<String>> troubles;
    private Instant assessedAt = Instant.EPOCH;
    private Instant answeredAt = Instant.EPOCH;
    private Optional<Instant> troubledSince = Optional.empty();
    private Optional<Instant> missingSince = Optional.empty();

    /** @param troubles what is wrong with depwatch itself, as {@code /-/healthy} answers it; no secret */
    public HeartbeatOutbox(Config config, Http http, Function<Instant, List<String>> troubles) {
        this.config = config;
        this.http = http;
        this.troubles = troubles;
    }

    /** Nothing is saved: a restarted depwatch pings at once. */
    @Override
    public void resume(Collection<Delivered> before) {}

    @Override
    public void observe(Assessment assessment, Instant now) {
        assessedAt = assessment.at();
    }

    @Override
    public List<Delivery> due(Instant now) {
        List<String> reasons = reasons(now);
        troubledSince = reasons.isEmpty() ? Optional.empty() : troubledSince.or(() -> Optional.of(now));
        boolean mayPass = troubledSince.stream().anyMatch(since -> !Outbox.hasPassed(PASSING, since, now));
        boolean waits = !Outbox.hasPassed(config.every(), answeredAt, now) || mayPass;
        return waits ? List.of() : List.of(new Delivery(1, () -> ping(reasons, now), failure -> failed(failure, now)));
    }

    private List<String> reasons(Instant now) {
        List<String> found = troubles.apply(now);
        Duration age = Duration.between(assessedAt, now);
        return found.isEmpty() && age.compareTo(FRESH) > 0
                ? List.of("The newest assessment is " + TimeFormat.period(age) + " old.")
                : found;
    }

    @Override
    public Optional<Instant> pendingSince() {
        return missingSince;
    }

    @Override
    public Set<Delivered> delivered() {
        return Set.of();
    }

    /** @param reasons why depwatch is not well; none if it is */
    private void ping(List<String> reasons, Instant now) throws DeliveryException, InterruptedException {
        URI address = reasons.isEmpty() ? config.alive() : config.failing();
        HttpPost post = new HttpPost(http, address, Map.of("Content-Type", "text/plain; charset=utf-8"));
        String text = SafeText.line(String.join(" ", reasons), MAX_TEXT);
        post.accepted(
                post.send(text, Map.of(), now),
                (reasons.isEmpty()
                                ? "expected a 2xx. Check"
                                : "a service without an address of failures (/fail) raises the alarm because the ping is"
                                        + " missing. If it raises none, check")
                        + " that the file in heartbeat.urlFile holds the address to ping, and not one that redirects to it");
        answeredAt = now;
        missingSince = Optional.empty();
    }

    /** A refused ping is not repeated before the next is due. */
    private void failed(DeliveryException failure, Instant now) {
        missingSince = missingSince.or(() -> Optional.of(now));
        if (!failure.isRetryable()) {
            answeredAt = now;
        }
    }
}
