package dev.depwatch.notify.alertmanager;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.alert.Alert;
import dev.depwatch.alert.AlertEnd;
import dev.depwatch.alert.AlertFacts;
import dev.depwatch.alert.Alerts;
import dev.depwatch.alert.Alerts.Ended;
import dev.depwatch.alert.Delivered;
import dev.depwatch.alert.Severity;
import dev.depwatch.alert.Share;
import dev.depwatch.assess.Assessment;
import dev.depwatch.http.Http;
import dev.depwatch.notify.DeliveryException;
import dev.depwatch.notify.Outbox;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The alerts of some Alertmanagers: those of an assessment, each about one token, and for five minutes those that are
 * over. An alert that an assessment does not cover yet stays as it was reported. The text is made when an alert is
 * sent.
 */
public final class AlertmanagerOutbox implements Outbox {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AlertmanagerConfig config;
    private final Severity minSeverity;
    private final Alerts alerts;
    private final List<Endpoint> endpoints;
    private final Map<Labels, AlertEntry> entries = new HashMap<>();
    /** Empty before the first. */
    private Optional<Assessment> newest = Optional.empty();

    private Instant lookedAt = Instant.EPOCH;

    /**
     * @param minSeverity alerts below it are not sent
     * @param http trusts the configuration's {@code caFile}
     */
    public AlertmanagerOutbox(AlertmanagerConfig config, Severity minSeverity, Alerts alerts, Http http) {
        this.config = config;
        this.minSeverity = minSeverity;
        this.alerts = alerts;
        this.endpoints = config.urls().stream()
                .map(url -> new Endpoint(url, config, http))
                .toList();
    }

    @Override
    public void resume(Collection<Delivered> before) {
        before.forEach(each -> each.handle()
                .flatMap(Labels::read)
                .ifPresent(labels -> entries.put(labels, AlertEntry.resumed(labels, each))));
    }

    @Override
    public void observe(Assessment assessment, Instant now) {
        if (newest.isEmpty()) {
            entries.keySet().forEach(labels -> endpoints.forEach(endpoint -> endpoint.resume(labels, now)));
        }
        newest = Optional.of(assessment);
        lookedAt = now;
        BiFunction<AlertFacts, Optional<Alert>, Alert> words = alerts.words(assessment);
        Set<Instance> unheard = assessment.unheard();
        Map<Labels, AlertFacts> found = found(assessment);
        found.forEach((labels, facts) -> {
            if (facts.instances().stream().noneMatch(unheard::contains)) {
                Optional<AlertEntry> open =
                        Optional.ofNullable(entries.get(labels)).filter(entry -> !entry.isOver());
                Alert alert = words.apply(facts, open.map(AlertEntry::alert));
                Instant startsAt = open.map(AlertEntry::startsAt).orElse(now);
                entries.put(labels, AlertEntry.present(labels, facts, alert, startsAt));
            }
        });
        List<AlertEntry> missing = entries.values().stream()
                .filter(entry -> !entry.isOver() && !found.containsKey(entry.labels()))
                .toList();
        end(missing, assessment, now);
        entries.values().removeIf(entry -> endpoints.stream().allMatch(endpoint -> endpoint.isDone(entry, now)));
        endpoints.forEach(endpoint -> endpoint.keep(entries.keySet()));
    }

    private Map<Labels, AlertFacts> found(Assessment assessment) {
        Instant at = assessment.at();
        return alerts.ofEachToken(assessment).stream()
                .filter(facts -> facts.severity(at).compareTo(minSeverity) >= 0)
                .collect(toMap(
                        facts -> Labels.of(facts, facts.severity(at), config.externalLabels()),
                        facts -> facts,
                        (first, second) -> first));
    }

    private void end(List<AlertEntry> missing, Assessment assessment, Instant now) {
        if (missing.isEmpty()) {
            return;
        }
        Function<Delivered, Optional<Ended>> ends = alerts.endsOfEachToken(assessment);
        for (AlertEntry entry : missing) {
            ends.apply(entry.last()).ifPresent(ended -> {
                AlertEnd end = ended.end();
                Map<String, String> annotations =
                        Annotations.ofEnd(entry.alert(), ended.message(), token(entry, assessment), end.resolvedBy());
                Instant at = end.at().filter(closed -> closed.isBefore(now)).orElse(now);
                entries.put(entry.labels(), entry.over(new AlertEntry.End(at, now, annotations)));
            });
        }
    }

    private static Optional<Token> token(AlertEntry entry, Assessment assessment) {
        return assessment
                .everyToken()
                .filter(token -> entry.alert().tokens().equals(Set.of(token.key())))
                .findFirst();
    }

    @Override
    public List<Delivery> due(Instant now) {
        return endpoints.stream()
                .flatMap(endpoint -> endpoint.due(entries.values(), now).stream()
                        .map(request -> new Delivery(
                                endpoint.url().toString(),
                                request.size(),
                                () -> send(endpoint, request, now),
                                failure -> failed(endpoint, request, failure, now))))
                .toList();
    }

    @Override
    public Optional<Instant> pendingSince() {
        return endpoints.stream()
                .flatMap(endpoint ->
                        entries.values().stream().flatMap(entry -> endpoint.dueSince(entry, lookedAt).stream()))
                .min(Comparator.naturalOrder());
    }

    @Override
    public Set<Delivered> delivered() {
        return entries.values().stream()
                .filter(entry -> endpoints.stream().anyMatch(endpoint -> endpoint.showsActive(entry.labels()))
                        || newest.isEmpty())
                .map(AlertEntry::last)
                .collect(toUnmodifiableSet());
    }

    private void send(Endpoint endpoint, List<AlertEntry> request, Instant now)
            throws DeliveryException, InterruptedException {
        Function<AlertFacts, Share> shares = alerts.shares(newest.orElseThrow());
        ArrayNode json = JSON.createArrayNode();
        request.forEach(entry -> json.add(postable(entry, shares, now)));
        endpoint.send(request, json.toString(), now);
    }

    /** For Alertmanager's API v2 ({@code postableAlert} in its api/v2/openapi.yaml); times as in RFC 3339. */
    private ObjectNode postable(AlertEntry entry, Function<AlertFacts, Share> shares, Instant now) {
        Instant endsAt = entry.end().map(AlertEntry.End::at).orElseGet(() -> now.plus(config.staleAfter()));
        ObjectNode alert = JSON.createObjectNode();
        alert.set("labels", JSON.valueToTree(entry.labels().values()));
        Map<String, String> annotations = entry.end()
                .map(AlertEntry.End::annotations)
                .or(() -> entry.facts().map(facts -> Annotations.of(facts, shares.apply(facts))))
                .orElseGet(() -> Annotations.of(entry.alert()));
        alert.set("annotations", JSON.valueToTree(annotations));
        alert.put("startsAt", entry.startsAt().toString());
        // Alertmanager refuses an end before the start, which a clock that was set back would cause.
        alert.put("endsAt", (endsAt.isBefore(entry.startsAt()) ? entry.startsAt() : endsAt).toString());
        config.statusUrl().ifPresent(url -> alert.put("generatorURL", url.toString()));
        return alert;
    }

    private static void failed(Endpoint endpoint, List<AlertEntry> request, DeliveryException failure, Instant now) {
        if (failure.reason() == DeliveryException.Reason.FAULT) {
            endpoint.refuse(request, now);
        }
    }
}
