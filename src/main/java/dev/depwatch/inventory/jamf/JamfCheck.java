package dev.depwatch.inventory.jamf;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.JamfApi.Endpoint;
import dev.depwatch.inventory.jamf.JamfApi.Request;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.text.Phrase;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Tries every request that depwatch makes to one instance's API, each by itself, so that everything missing shows at
 * once. It only reads: the requests of {@link JamfTokenSource}, and the version.
 */
public final class JamfCheck {
    /** Requires a sign-in and no privilege. */
    private static final Endpoint VERSION = new Endpoint("/v1/jamf-pro-version", List.of());

    /** Enough time to renew a certificate by hand. */
    private static final Duration CERTIFICATE_ENDS_SOON = Duration.ofDays(14);

    private final JamfHttpClient jamf;
    private final JamfApi api;
    private final boolean readsGsx;
    private final ZoneId zone;

    /**
     * @param readsGsx as of {@link JamfTokenSource}
     * @param http used, not owned
     * @param zone of the days in sentences
     */
    public JamfCheck(JamfServer server, boolean readsGsx, Http http, ZoneId zone, InstantSource clock) {
        this.jamf = new JamfHttpClient(server, http, clock);
        this.api = new JamfApi(jamf);
        this.readsGsx = readsGsx;
        this.zone = zone;
    }

    /** Takes bounded time. The connection comes first; without one nothing else is tried. */
    public List<Trial> trials() throws InterruptedException {
        jamf.beginReading();
        List<Trial> trials = new ArrayList<>();
        try {
            api.signIn();
        } catch (ReadException e) {
            return e.reason() == Reason.CREDENTIALS
                    ? List.of(connection(), new Trial("credentials", Result.PROBLEM, e.getMessage()))
                    : List.of(new Trial("connection", Result.PROBLEM, e.getMessage()));
        }
        trials.add(connection());
        trials.add(new Trial("credentials", Result.OK, jamf.account() + " is signed in"));
        trials.add(tried("version", Result.WARNING, this::version));
        List<JsonFields> tokens = new ArrayList<>();
        trials.add(tried("ADE tokens", Result.PROBLEM, () -> {
            tokens.addAll(api.list(JamfTokenSource.ENROLLMENTS));
            readable(tokens, "tokenExpirationDate", JsonFields::expiry);
            return Phrase.counted(tokens.size(), "ADE token") + allowed(JamfTokenSource.ENROLLMENTS);
        }));
        trials.add(syncs(tokens.size()));
        trials.add(tried("content tokens", Result.PROBLEM, () -> {
            List<JsonFields> locations = api.list(JamfTokenSource.LOCATIONS);
            readable(locations, "tokenExpiration", JsonFields::expiry);
            readable(locations, "lastSyncTime", JsonFields::time);
            return Phrase.counted(locations.size(), "content token") + allowed(JamfTokenSource.LOCATIONS);
        }));
        // The privilege for notifications is not public, so perhaps nobody can grant it.
        trials.add(tried(
                "notifications",
                Result.WARNING,
                () -> Phrase.counted(api.array(JamfTokenSource.NOTIFICATIONS).size(), "notification")
                        + "; depwatch will find unsigned terms in them"));
        trials.add(tried("built-in CA", Result.WARNING, () -> {
            Optional<JsonFields> ca = api.find(JamfTokenSource.CA);
            readable(ca.stream().toList(), "notAfter", JsonFields::epoch);
            return ca.flatMap(fields -> fields.epoch("notAfter"))
                    .map(this::ends)
                    .orElse("Jamf Pro gives no date of it");
        }));
        if (readsGsx) {
            trials.add(gsx());
        }
        trials.add(Trial.ofClock(
                jamf.serverClock().behind(),
                "depwatch corrects for it, but synchronize both hosts with a time server"));
        return trials;
    }

    private static Trial tried(String subject, Result otherwise, Request<String> request) throws InterruptedException {
        try {
            return new Trial(subject, Result.OK, request.send());
        } catch (ReadException e) {
            return new Trial(subject, otherwise, e.getMessage());
        }
    }

    /** Without the list, the daemon asks for the sync of each token, if there are not too many. */
    private Trial syncs(int all) throws InterruptedException {
        List<JsonFields> syncs;
        try {
            syncs = api.array(JamfTokenSource.SYNCS);
        } catch (ReadException e) {
            boolean isNeeded = e.reason() != Reason.ANSWER || all > JamfTokenSource.MAX_SINGLE_REQUESTS;
            String otherwise = isNeeded ? "" : "; depwatch asks for the sync of each token instead";
            return new Trial("ADE syncs", isNeeded ? Result.PROBLEM : Result.WARNING, e.getMessage() + otherwise);
        }
        return tried("ADE syncs", Result.PROBLEM, () -> {
            readable(syncs, "timestamp", JsonFields::time);
            long tokens = syncs.stream()
                    .map(fields -> fields.text("instanceId"))
                    .distinct()
                    .count();
            return "sync states of " + Phrase.counted(tokens, "token") + allowed(JamfTokenSource.SYNCS);
        });
    }

    private Trial gsx() throws InterruptedException {
        try {
            Optional<JsonFields> keystore = api.find(JamfTokenSource.GSX)
                    .filter(fields -> fields.isTrue("enabled"))
                    .map(fields -> fields.below("gsxKeystore"));
            Optional<String> fault = keystore.isEmpty()
                    ? Optional.of("it is switched off in Jamf Pro: remove gsx here, or switch it on there")
                    : JamfTokenSource.gsxFault(jamf, keystore.get());
            if (fault.isPresent()) {
                return new Trial("GSX", Result.WARNING, fault.get());
            }
            String end = keystore.flatMap(fields -> fields.epoch("expirationEpoch"))
                    .map(this::ends)
                    .orElse("Jamf Pro gives no date of its certificate");
            return new Trial("GSX", Result.OK, end + allowed(JamfTokenSource.GSX));
        } catch (ReadException e) {
            return new Trial("GSX", Result.PROBLEM, e.getMessage());
        }
    }

    private void readable(List<JsonFields> rows, String field, BiFunction<JsonFields, String, Optional<?>> reading)
            throws ReadException {
        Optional<String> why = jamf.unreadable(rows, field, reading);
        if (why.isPresent()) {
            throw new ReadException(Reason.ANSWER, why.get());
        }
    }

    private String version() throws ReadException, InterruptedException {
        String version = api.find(VERSION).map(fields -> fields.text("version")).orElse("");
        return version.isEmpty() ? "Jamf Pro does not report it" : "Jamf Pro " + version;
    }

    private Trial connection() {
        return jamf.certificate()
                .map(this::connection)
                .orElseGet(() -> new Trial("connection", Result.OK, jamf.name() + " answers, without TLS"));
    }

    private Trial connection(X509Certificate certificate) {
        Instant end = certificate.getNotAfter().toInstant();
        String certified = jamf.name() + " answers with the certificate of "
                + certificate.getSubjectX500Principal().getName() + ", signed by "
                + certificate.getIssuerX500Principal().getName() + ", which ends on "
                + LocalDate.ofInstant(end, zone);
        return end.isAfter(jamf.now().plus(CERTIFICATE_ENDS_SOON))
                ? new Trial("connection", Result.OK, certified)
                : new Trial("connection", Result.WARNING, certified + ": renew it there");
    }

    private String ends(Instant end) {
        return "ends on " + LocalDate.ofInstant(end, zone);
    }

    private String allowed(Endpoint endpoint) {
        return ", with the " + jamf.server().named(endpoint.privileges());
    }
}
