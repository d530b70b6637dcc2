package dev.depwatch.notify.alertmanager;

import static java.util.stream.Collectors.partitioningBy;

import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.Outbox;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One Alertmanager: what it has accepted and refused, and so what is due to it. */
final class Endpoint {
    /** With the limits of {@link Annotations} below one megabyte, which proxies accept by default. */
    private static final int MAX_ALERTS = 40;

    /** Status codes about the content: not valid, too large, not understood. */
    private static final Set<Integer> ABOUT_CONTENT = Set.of(400, 413, 422);

    private static final String REFUSED = "it refuses %s. Unless a proxy's limit is the cause,"
            + " this is a fault of depwatch: report it with its log and Alertmanager's, which gives the reason";

    private static final String NO_ALERTMANAGER =
            "expected HTTP 200 as from Alertmanager's API v2. Check that the address "
                    + "and its path are those of Alertmanager";

    private final URI url;
    private final HttpPost api;
    private final Duration staleAfter;
    private final Map<Labels, LastAccepted> accepted = new HashMap<>();
    /** Alerts of a refused request, which are sent alone, and when each was refused alone; the epoch before that. */
    private final Map<Labels, Instant> suspects = new HashMap<>();

    private Instant refusedAllAt = Instant.EPOCH;

    Endpoint(URI url, AlertmanagerConfig config, Http http) {
        this.url = url;
        this.api = new HttpPost(http, api(url), config.server().headers());
        this.staleAfter = config.staleAfter();
    }

    /** The address for alerts, below a base address that may have a path and may end in a slash. */
    static URI api(URI url) {
        return URI.create(url.toString().replaceFirst("/+$", "") + "/api/v2/alerts");
    }

    URI url() {
        return url;
    }

    /** Assumes that it has accepted, as of now, what was reported before a restart. */
    void resume(Labels labels, Instant now) {
        accepted.put(labels, new LastAccepted(now, false));
    }

    /** If anything is due to it, the whole set, each list in one request. */
    List<List<AlertEntry>> due(Collection<AlertEntry> entries, Instant now) {
        List<AlertEntry> all =
                entries.stream().filter(entry -> !rests(entry, now)).toList();
        if (!Outbox.hasPassed(LastAccepted.EVERY, refusedAllAt, now)
                || all.stream().allMatch(entry -> dueSince(entry, now).isEmpty())) {
            return List.of();
        }
        Map<Boolean, List<AlertEntry>> alone = all.stream()
                .filter(entry -> !isDone(entry, now))
                .collect(partitioningBy(entry -> suspects.containsKey(entry.labels())));
        List<AlertEntry> together = alone.getOrDefault(false, List.of());
        List<List<AlertEntry>> requests = new ArrayList<>();
        // An end and what follows it may be in two requests: the text of the end names the other, which comes next.
        for (int from = 0; from < together.size(); from += MAX_ALERTS) {
            requests.add(together.subList(from, Math.min(from + MAX_ALERTS, together.size())));
        }
        alone.getOrDefault(true, List.of()).forEach(entry -> requests.add(List.of(entry)));
        return requests;
    }

    /** After a refusal of it alone, a retry will fail as well, and small changes in its text matter little. */
    private boolean rests(AlertEntry entry, Instant now) {
        return !Outbox.hasPassed(Outbox.REFUSED_PAUSE, suspects.getOrDefault(entry.labels(), Instant.EPOCH), now);
    }

    /** Posts the alerts, which are those of the entries. */
    void send(List<AlertEntry> entries, String alerts, Instant now) throws DeliveryException, InterruptedException {
        int status = api.send(alerts, Map.of(), now).status();
        if (status / 100 != 2) {
            boolean content = ABOUT_CONTENT.contains(status);
            if (content) {
                refuse(entries, now);
            } else {
                refusedAllAt = now;
            }
            String instance = entries.get(0).labels().values().getOrDefault(Labels.JAMF_INSTANCE, "(none)");
            String which = entries.size() > 1 ? "one of several alerts" : "the alert of instance " + instance;
            String meaning = content ? REFUSED.formatted(which) : NO_ALERTMANAGER;
            throw api.refusal(status, "Check or give username and passwordFile, or bearerTokenFile", meaning);
        }
        refusedAllAt = Instant.EPOCH;
        for (AlertEntry entry : entries) {
            accepted.put(entry.labels(), new LastAccepted(now, entry.isOver()));
            suspects.remove(entry.labels());
        }
    }

    /** One of the alerts cannot be sent: each is sent alone, and later if it was alone, so that it delays no others. */
    void refuse(List<AlertEntry> entries, Instant now) {
        entries.forEach(entry -> suspects.put(entry.labels(), entries.size() == 1 ? now : Instant.EPOCH));
    }

    /** Whether it shows the alert as active. */
    boolean showsActive(Labels labels) {
        return Optional.ofNullable(accepted.get(labels)).stream().anyMatch(last -> !last.isOver());
    }

    boolean isDone(AlertEntry entry, Instant now) {
        return LastAccepted.isDone(last(entry), entry.end().map(AlertEntry.End::dueSince), staleAfter, now);
    }

    private Optional<LastAccepted> last(AlertEntry entry) {
        return Optional.ofNullable(accepted.get(entry.labels()));
    }

    /** Forgets all others. */
    void keep(Set<Labels> open) {
        accepted.keySet().retainAll(open);
        suspects.keySet().retainAll(open);
    }

    /** Since when something of the alert has been due to it; empty if nothing is due. */
    Optional<Instant> dueSince(AlertEntry entry, Instant now) {
        return isDone(entry, now)
                ? Optional.empty()
                : LastAccepted.dueSince(last(entry), entry.isOver(), entry.dueSince(), now);
    }
}
