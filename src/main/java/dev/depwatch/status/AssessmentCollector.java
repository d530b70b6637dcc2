package dev.depwatch.status;

import static dev.depwatch.status.AssessmentMetric.ACCOUNT_PERSONAL;
import static dev.depwatch.status.AssessmentMetric.ACCOUNT_SUSPECT;
import static dev.depwatch.status.AssessmentMetric.ACCOUNT_TO_REGENERATE;
import static dev.depwatch.status.AssessmentMetric.ALERTS;
import static dev.depwatch.status.AssessmentMetric.APPLE_LAST_SUCCESS;
import static dev.depwatch.status.AssessmentMetric.APPLE_UP;
import static dev.depwatch.status.AssessmentMetric.BUILD;
import static dev.depwatch.status.AssessmentMetric.CASE_OPEN;
import static dev.depwatch.status.AssessmentMetric.INVENTORY_LAST_SUCCESS;
import static dev.depwatch.status.AssessmentMetric.INVENTORY_UP;
import static dev.depwatch.status.AssessmentMetric.LOG_BACKLOG;
import static dev.depwatch.status.AssessmentMetric.LOG_LAST_RECORD;
import static dev.depwatch.status.AssessmentMetric.LOG_UP;
import static dev.depwatch.status.AssessmentMetric.TOKEN;
import static dev.depwatch.status.AssessmentMetric.TOKEN_ACTION_REQUIRED;
import static dev.depwatch.status.AssessmentMetric.TOKEN_EXPIRY;
import static dev.depwatch.status.AssessmentMetric.TOKEN_FAILING_SINCE;
import static dev.depwatch.status.AssessmentMetric.TOKEN_HEALTH;
import static dev.depwatch.status.AssessmentMetric.TOKEN_LAST_CONNECTED;
import static dev.depwatch.status.AssessmentMetric.TOKEN_LAST_SYNC;
import static dev.depwatch.status.AssessmentMetric.TOKEN_SILENCED_UNTIL;

import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.status.AssessmentDocument.OfToken;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.Token;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All series that follow from the assessment. One collector reads the newest assessment, so the rows of a scrape agree
 * with each other, and the series of a removed token or log vanish with the next scrape. Before the first assessment,
 * only the build's series exists. docs/metrics.md defines each metric.
 *
 * @param newest called once a scrape
 * @param alerts derives the alerts from an assessment
 * @param version of this build, for {@code depwatch_build_info}
 */
public record AssessmentCollector(
        Supplier<Optional<Assessment>> newest, Function<Assessment, List<OpenAlert>> alerts, String version)
        implements MultiCollector {
    /**
     * What {@code depwatch_alerts} counts by: one value for each alert of an assessment.
     *
     * @param severity the alert's severity, out of a closed set
     */
    public record OpenAlert(Remedy remedy, String severity) {}

    @Override
    public MetricSnapshots collect() {
        Scrape scrape = new Scrape();
        scrape.add(BUILD, 1, version, Runtime.version().toString());
        newest.get().ifPresent(assessment -> fill(scrape, assessment));
        return scrape.snapshots();
    }

    /**
     * Declares the names at registration, so that a second metric with one of them is rejected and spoils no scrape.
     */
    @Override
    public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
        return Arrays.stream(AssessmentMetric.values())
                .map(AssessmentMetric::descriptor)
                .toList();
    }

    private void fill(Scrape scrape, Assessment assessment) {
        assessment.logs().forEach(log -> addLog(scrape, log));
        assessment
                .cases()
                .forEach(open -> scrape.add(
                        CASE_OPEN, 1, open.instance().name(), open.cause().key()));
        assessment.tokens().forEach(state -> addToken(scrape, OfToken.of(state, assessment)));
        Set<Instance> unheard = assessment.unheard();
        for (OwnedTokens owned : OwnedTokens.allOf(assessment)) {
            boolean isHeard = owned.tokens().stream()
                    .map(state -> state.token().instance())
                    .noneMatch(unheard::contains);
            addOwned(scrape, ACCOUNT_TO_REGENERATE, owned, owned.toRegenerate(), isHeard);
            addOwned(scrape, ACCOUNT_SUSPECT, owned, owned.suspect(), isHeard);
            if (owned.personal()) {
                scrape.add(ACCOUNT_PERSONAL, 1, owned.id().value());
            }
        }
        assessment.instances().forEach(inventory -> addInventory(scrape, inventory));
        assessment.apple().organizations().forEach(organization -> addOrganization(scrape, organization));
        alerts.apply(assessment).stream()
                .collect(Collectors.groupingBy(alert -> alert, LinkedHashMap::new, Collectors.counting()))
                .forEach((alert, count) ->
                        scrape.add(ALERTS, count, alert.remedy().key(), alert.severity()));
    }

    private static void addLog(Scrape scrape, LogStatus log) {
        String[] labels = {log.log().instance().name(), log.log().path()};
        scrape.add(LOG_UP, log.failure().isEmpty() ? 1 : 0, labels);
        scrape.add(LOG_BACKLOG, (double) log.backlogBytes(), labels);
        scrape.add(LOG_LAST_RECORD, log.records().lastSeenAt(), labels);
    }

    private static void addToken(Scrape scrape, OfToken token) {
        String[] labels = {token.instance().name(), token.kind().key(), token.id()};
        String owner = token.appleId().map(AppleId::value).orElse("");
        scrape.add(
                TOKEN,
                1,
                and(labels, token.name(), token.serverName(), token.serverUuid(), token.organization(), owner));
        scrape.add(TOKEN_HEALTH, 1, and(labels, token.health().key()));
        scrape.add(TOKEN_EXPIRY, token.expiresAt(), labels);
        scrape.add(TOKEN_LAST_SYNC, token.lastSyncAt(), labels);
        scrape.add(TOKEN_LAST_CONNECTED, token.lastConnectedAt(), labels);
        String certainty = token.certainty().map(Certainty::key).orElse("");
        token.remedy().ifPresent(remedy -> scrape.add(TOKEN_ACTION_REQUIRED, 1, and(labels, remedy.key(), certainty)));
        scrape.add(TOKEN_FAILING_SINCE, token.failingSince(), labels);
        scrape.add(TOKEN_SILENCED_UNTIL, token.silencedUntil(), labels);
    }

    private static String[] and(String[] labels, String... more) {
        return Stream.of(labels, more).flatMap(Stream::of).toArray(String[]::new);
    }

    /** No row of 0 before all of the owner's instances are heard: what is not known yet would look like recovery. */
    private static void addOwned(
            Scrape scrape, AssessmentMetric metric, OwnedTokens owned, Set<Token.Key> tokens, boolean isHeard) {
        if (isHeard || !tokens.isEmpty()) {
            scrape.add(metric, tokens.size(), owned.id().value());
        }
    }

    /** No row if nothing was tried: the instance has no source of tokens, or the first answer is outstanding. */
    private static void addInventory(Scrape scrape, InstanceInventory inventory) {
        String instance = inventory.instance().name();
        if (inventory.source() != Source.NONE && inventory.isHeard()) {
            scrape.add(INVENTORY_UP, inventory.failure().isEmpty() ? 1 : 0, instance);
        }
        scrape.add(INVENTORY_LAST_SUCCESS, inventory.readAt(), instance);
    }

    /** No row before the first answer or failure. */
    private static void addOrganization(Scrape scrape, Organization organization) {
        if (organization.failure().isPresent() || organization.readAt().isPresent()) {
            scrape.add(APPLE_UP, organization.failure().isEmpty() ? 1 : 0, organization.name());
        }
        scrape.add(APPLE_LAST_SUCCESS, organization.readAt(), organization.name());
    }

    /**
     * The rows of one scrape. Label values may be any text. client_java rejects the whole scrape for two rows of a metric
     * with equal labels, so the first row wins; labels become equal only when cutting and cleaning makes them so.
     */
    private static final class Scrape {
        /** Longer than any name or path that an administrator gives; longer text is cut. */
        private static final int LABEL_LIMIT = 500;

        private final Map<AssessmentMetric, Map<Labels, Double>> rows = new LinkedHashMap<>();

        /** A row if there is a time: in seconds since 1970. */
        void add(AssessmentMetric metric, Optional<Instant> time, String... labels) {
            time.ifPresent(at -> add(metric, at.getEpochSecond() + at.getNano() / 1e9, labels));
        }

        /** @param labels a value for each label of the metric, in its order */
        void add(AssessmentMetric metric, double value, String... labels) {
            List<String> clean = Arrays.stream(labels)
                    .map(label -> SafeText.of(label, LABEL_LIMIT))
                    .toList();
            rows.computeIfAbsent(metric, first -> new LinkedHashMap<>())
                    .putIfAbsent(Labels.of(metric.labels(), clean), value);
        }

        MetricSnapshots snapshots() {
            return new MetricSnapshots(rows.entrySet().stream()
                    .map(entry -> snapshot(entry.getKey(), entry.getValue()))
                    .toList());
        }

        private static MetricSnapshot snapshot(AssessmentMetric metric, Map<Labels, Double> values) {
            MetricFamilyDescriptor descriptor = metric.descriptor();
            MetricMetadata metadata = descriptor.getMetadata();
            if (descriptor.getType() == MetricType.INFO) {
                return new InfoSnapshot(
                        metadata,
                        values.keySet().stream().map(InfoDataPointSnapshot::new).toList());
            }
            return new GaugeSnapshot(
                    metadata,
                    values.entrySet().stream()
                            .map(row -> new GaugeDataPointSnapshot(row.getValue(), row.getKey(), null))
                            .toList());
        }
    }
}
