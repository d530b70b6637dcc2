package dev.depwatch.notify.alertmanager;

import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.HttpPost;
import dev.depwatch.notify.alertmanager.LastAccepted.Due;
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
import java.util.TreeMap;
import java.util.stream.Stream;

/** One Alertmanager: what it has accepted and refused, and so what is due to it. */
final class Endpoint {
    /** With the limits of {@link Annotations} below one megabyte, which proxies accept by default. */
    private static final int MAX_ALERTS = 100;

    /** Status codes about the content: not valid, too large, not understood. */
    private static final Set<Integer> ABOUT_CONTENT = Set.of(400, 413, 422);

    private static final String NO_ALERTMANAGER =
            "expected HTTP 200 as from Alertmanager's API v2. Check that the address "
                    + "and its path are those of Alertmanager";

    private final URI url;
    private final HttpPost api;
    private final Duration staleAfter;
    private final Map<Labels, LastAccepted> accepted = new HashMap<>();
    private final Map<Labels, Rejection> rejections = new HashMap<>();
    private boolean failing;

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

    /** Whether its last request had no answer. */
    boolean isFailing() {
        return failing;
    }

    /** Assumes that it has accepted, as of now, what was reported before a restart. */
    void resume(Labels labels, Instant now) {
        accepted.put(labels, new LastAccepted(now, Optional.empty()));
    }

    /** What is due to it now, each list in one request: an instance's alerts stay together. */
    List<List<AlertEntry>> due(Collection<AlertEntry> entries, Instant now) {
        Map<Due, List<AlertEntry>> byDue = new HashMap<>();
        for (AlertEntry entry : entries) {
            if (!refusal(entry).rests(now)) {
                byDue.computeIfAbsent(due(entry, now), first -> new ArrayList<>())
                        .add(entry);
            }
        }
        Stream<Due> sent =
                byDue.containsKey(Due.AGAIN) ? Stream.of(Due.NOW, Due.AGAIN, Due.IN_TIME) : Stream.of(Due.NOW);
        Map<String, List<AlertEntry>> byInstance = new TreeMap<>();
        List<List<AlertEntry>> alone = new ArrayList<>();
        sent.flatMap(each -> byDue.getOrDefault(each, List.of()).stream()).forEach(entry -> {
            if (refusal(entry).isSentAlone()) {
                alone.add(List.of(entry));
            } else {
                byInstance
                        .computeIfAbsent(entry.labels().jamfInstance(), first -> new ArrayList<>())
                        .add(entry);
            }
        });
        List<List<AlertEntry>> requests = packed(byInstance.values());
        requests.addAll(alone);
        return requests;
    }

    private static List<List<AlertEntry>> packed(Collection<List<AlertEntry>> instances) {
        List<List<AlertEntry>> requests = new ArrayList<>();
        List<AlertEntry> open = new ArrayList<>();
        for (List<AlertEntry> instance : instances) {
            if (!open.isEmpty() && open.size() + instance.size() > MAX_ALERTS) {
                requests.add(open);
                open = new ArrayList<>();
            }
            for (AlertEntry entry : instance) {
                if (open.size() == MAX_ALERTS) {
                    requests.add(open);
                    open = new ArrayList<>();
                }
                open.add(entry);
            }
        }
        if (!open.isEmpty()) {
            requests.add(open);
        }
        return requests;
    }

    private Due due(AlertEntry entry, Instant now) {
        return LastAccepted.due(Optional.ofNullable(accepted.get(entry.labels())), entry.isOver(), staleAfter, now);
    }

    private Rejection refusal(AlertEntry entry) {
        return rejections.getOrDefault(entry.labels(), Rejection.NONE);
    }

    /** Posts the alerts, which are those of the entries. */
    void send(List<AlertEntry> entries, byte[] alerts, Instant now) throws DeliveryException, InterruptedException {
        int status = api.send(alerts, Map.of(), now).status();
        if (status / 100 != 2) {
            boolean content = ABOUT_CONTENT.contains(status);
            refuse(entries, content, now);
            throw api.refusalOrSignIn(status, content ? refused(entries) : NO_ALERTMANAGER);
        }
        failing = false;
        rejections.replaceAll((labels, rejection) -> rejection.sinceOneWasAccepted());
        for (AlertEntry entry : entries) {
            accepted.compute(
                    entry.labels(),
                    (labels, before) -> LastAccepted.after(Optional.ofNullable(before), entry.isOver(), now));
            rejections.remove(entry.labels());
        }
    }

    private static String refused(List<AlertEntry> entries) {
        return entries.size() == 1
                ? "it refuses the alert " + entries.get(0).labels().alertname() + " of instance "
                        + entries.get(0).labels().jamfInstance()
                        + ". Unless a proxy's limit is the cause, this is a fault "
                        + "of depwatch: report it with its log and Alertmanager's, which gives the reason"
                : "it refuses one of " + entries.size()
                        + " alerts. depwatch sends each of them again in a request of its own to "
                        + "find it; Alertmanager's log gives the reason";
    }

    /** A request had no answer, or one that a retry can change. */
    void failed() {
        failing = true;
    }

    /** Holds the alerts back for a while, so that they delay no others. */
    void refuse(List<AlertEntry> entries, boolean content, Instant now) {
        entries.forEach(entry -> rejections.compute(entry.labels(), (labels, before) -> {
            Rejection last = Optional.ofNullable(before).orElse(Rejection.NONE);
            return content ? last.forContent(entries.size() - 1, now) : last.forAll(now);
        }));
    }

    /** The alert differs from the refused one. */
    void hasChanged(Labels labels) {
        rejections.remove(labels);
    }

    /** Whether it shows the alert as active. */
    boolean showsActive(Labels labels) {
        return Optional.ofNullable(accepted.get(labels))
                .filter(last -> last.endAt().isEmpty())
                .isPresent();
    }

    boolean isDone(AlertEntry entry, Instant now) {
        return due(entry, now) == Due.DONE;
    }

    void forget(Labels labels) {
        accepted.remove(labels);
        rejections.remove(labels);
    }

    /** Since when something of the alert has been due to it; empty if nothing is due. */
    Optional<Instant> pendingSince(AlertEntry entry, Instant now) {
        return switch (due(entry, now)) {
            case NOW -> Optional.of(entry.changedAt());
            case AGAIN ->
                Optional.ofNullable(accepted.get(entry.labels()))
                        .map(last -> last.at().plus(LastAccepted.EVERY));
            case IN_TIME, DONE -> Optional.empty();
        };
    }
}
