package dev.depwatch.inventory.jamf;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.TokenSourceException.Kind;
import dev.depwatch.inventory.jamf.JamfApi.Endpoint;
import dev.depwatch.inventory.jamf.Trial.Verdict;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Tries everything that depwatch asks of one instance's API, each for itself, so that all that is missing is seen at
 * once. Only reads; asks for what {@link JamfTokenSource} asks for, and for the version.
 */
public final class JamfCheck {
    /** Needs to be signed in, and no privilege. */
    private static final Endpoint VERSION = new Endpoint("/api/v1/jamf-pro-version", Optional.empty());

    /** Enough for whoever renews certificates by hand. */
    private static final Duration CERTIFICATE_ENDS_SOON = Duration.ofDays(14);

    /** Access tokens and syncs are compared by it; what is more than this is more than a drift. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final JamfHttpClient jamf;
    private final JamfApi api;
    private final String account;

    /**
     * @param url the web app with its context path and without {@code /api}
     * @param http used, not owned
     */
    public JamfCheck(URI url, JamfCredentials credentials, Http http, InstantSource clock) {
        this.jamf = new JamfHttpClient(url, http, clock);
        this.api = new JamfApi(jamf, credentials);
        this.account = credentials.account();
    }

    /** In bounded time; the connection first, and nothing after it if there is none. */
    public List<Trial> trials() throws InterruptedException {
        jamf.beginReading();
        List<Trial> trials = new ArrayList<>();
        try {
            api.signIn();
        } catch (TokenSourceException e) {
            if (e.kind() != Kind.CREDENTIALS) {
                return List.of(new Trial("connection", Verdict.PROBLEM, e.getMessage()));
            }
            trials.add(connection());
            trials.add(new Trial("credentials", Verdict.PROBLEM, e.getMessage()));
            return trials;
        }
        trials.add(connection());
        trials.add(new Trial("credentials", Verdict.OK, account + " is signed in"));
        trials.add(tried("version", Verdict.WARNING, () -> version()));
        trials.add(tried("ADE tokens", Verdict.PROBLEM, () -> {
            List<JsonFields> tokens = api.list(JamfTokenSource.ENROLLMENTS);
            readable(tokens, "tokenExpirationDate", JamfTokenSource::enrollmentExpiry);
            return counted(tokens.size(), "ADE token") + allowed(JamfTokenSource.ENROLLMENTS);
        }));
        trials.add(tried("ADE syncs", Verdict.PROBLEM, () -> {
            // Of each token one, and of those that cannot be read as many.
            Map<String, JsonFields> syncs = new HashMap<>();
            api.array(JamfTokenSource.SYNCS, fields -> {
                String id = fields.text("instanceId");
                if (syncs.containsKey(id) || jamf.takes(fields)) {
                    syncs.merge(
                            id,
                            fields,
                            (one, other) -> JamfTokenSource.sync(one).isEmpty() ? one : other);
                }
            });
            readable(List.copyOf(syncs.values()), "timestamp", JamfTokenSource::sync);
            return "sync states of " + counted(syncs.size(), "token") + allowed(JamfTokenSource.SYNCS);
        }));
        trials.add(tried("content tokens", Verdict.PROBLEM, () -> {
            List<JsonFields> tokens = api.list(JamfTokenSource.LOCATIONS);
            readable(tokens, "tokenExpiration", JamfTokenSource::contentExpiry);
            readable(tokens, "lastSyncTime", fields -> fields.time("lastSyncTime"));
            return counted(tokens.size(), "content token") + allowed(JamfTokenSource.LOCATIONS);
        }));
        // Nobody has published which privilege they want, so perhaps nothing can be done about it.
        trials.add(tried("notifications", Verdict.WARNING, () -> {
            AtomicInteger notifications = new AtomicInteger();
            api.array(JamfTokenSource.NOTIFICATIONS, fields -> notifications.incrementAndGet());
            return counted(notifications.get(), "notification") + "; unsigned terms will be seen in them";
        }));
        trials.add(clock());
        return trials;
    }

    private interface Attempt {
        String found() throws TokenSourceException, InterruptedException;
    }

    private static Trial tried(String subject, Verdict otherwise, Attempt attempt) throws InterruptedException {
        try {
            return new Trial(subject, Verdict.OK, attempt.found());
        } catch (TokenSourceException e) {
            return new Trial(subject, otherwise, e.getMessage());
        }
    }

    private void readable(List<JsonFields> fieldses, String field, Function<JsonFields, Optional<?>> reading)
            throws TokenSourceException {
        Optional<String> why = JamfTokenSource.unreadable(jamf, fieldses, field, reading);
        if (why.isPresent()) {
            throw new TokenSourceException(Kind.ANSWER, why.get());
        }
    }

    private String version() throws TokenSourceException, InterruptedException {
        String version = api.find(VERSION).map(fields -> fields.text("version")).orElse("");
        return version.isEmpty() ? "Jamf Pro does not tell it" : "Jamf Pro " + version;
    }

    private Trial connection() {
        return jamf.certificate()
                .map(this::connection)
                .orElseGet(() -> new Trial("connection", Verdict.OK, jamf.name() + " answers, without TLS"));
    }

    private Trial connection(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        String certified = jamf.name() + " answers with the certificate of "
                + certificate.getSubjectX500Principal().getName() + ", signed by "
                + certificate.getIssuerX500Principal().getName() + ", which ends on "
                + LocalDate.ofInstant(end, ZoneOffset.UTC);
        return end.isAfter(jamf.now().plus(CERTIFICATE_ENDS_SOON))
                ? new Trial("connection", Verdict.OK, certified)
                : new Trial("connection", Verdict.WARNING, certified + ": renew it there");
    }

    private Trial clock() {
        Duration behind = jamf.clockBehind();
        if (behind.isZero()) {
            return new Trial("clock", Verdict.OK, "as this host's");
        }
        String difference =
                behind.abs().toSeconds() + " s " + (behind.isNegative() ? "ahead of" : "behind") + " this host's";
        return behind.abs().compareTo(CLOCK_TOLERANCE) <= 0
                ? new Trial("clock", Verdict.OK, difference)
                : new Trial(
                        "clock",
                        Verdict.WARNING,
                        difference + ": depwatch allows for it, but let both hosts follow a time server");
    }

    private static String allowed(Endpoint endpoint) {
        return endpoint.privilege()
                .map(privilege -> ", by the privilege \"" + privilege + "\"")
                .orElse("");
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
