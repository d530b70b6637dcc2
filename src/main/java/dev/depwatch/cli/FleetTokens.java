package dev.depwatch.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.apple.Account;
import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Assessor;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.daemon.InstanceSettings;
import dev.depwatch.daemon.Resources;
import dev.depwatch.daemon.Settings;
import dev.depwatch.fleet.DaemonAnswer;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.ReadFailure;
import dev.depwatch.inventory.Reading.Part;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.TokenSourceException.Kind;
import dev.depwatch.journal.Journal;
import dev.depwatch.status.AssessmentDocument;
import dev.depwatch.status.Json;
import dev.depwatch.token.Instance;
import dev.depwatch.token.SharedServer;
import dev.depwatch.token.Token;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tokens of the whole fleet, and which instances are missing.
 *
 * @param times how its times are printed
 * @param document the assessment in the form of {@code /api/v1/assessment}
 */
record FleetTokens(Assessment assessment, Source source, Times times, ObjectNode document) {
    /** Apple's words for an account that its owner cannot use. */
    private static final Set<String> OUT = Stream.of(Account.Status.values())
            .filter(Account.Status::isOut)
            .map(Enum::name)
            .collect(Collectors.toUnmodifiableSet());

    /** Where the answer comes from. */
    enum Source {
        /** Each instance, and Apple's API where it is configured: one reading, judged without a log. */
        JAMF_PRO,
        /** A depwatch that runs: what its status page shows. */
        DAEMON,
        /** Prometheus: what it scraped of every depwatch. */
        PROMETHEUS
    }

    /** An instance without a complete answer, and why. */
    record Missing(Instance instance, String why) {}

    /**
     * Reads each instance once, and Apple's API where it is configured.
     *
     * @param isWanted the instances to report, by name. If Apple's API is configured, all are read: which server
     *     belongs to which token follows from all tokens
     */
    static FleetTokens read(
            Settings settings,
            Resources resources,
            Predicate<String> isWanted,
            InstanceCalls calls,
            InstantSource clock)
            throws InterruptedException {
        List<InstanceInventory> readings = calls.each(
                settings.instances().stream()
                        .filter(instance -> !settings.apple().isEmpty() || isWanted.test(instance.name()))
                        .toList(),
                instance -> resources.watched(instance, clock).readOnce(clock));
        List<Token> tokens = readings.stream()
                .flatMap(known -> known.states().stream())
                .map(TokenState::token)
                .toList();
        List<Organization> apple = resources.readOnce(settings.apple(), tokens, clock);
        return byJamfPro(readings, apple, settings, clock.instant()).of(isWanted);
    }

    /**
     * From one reading of each instance. A command cannot wait for the next sync, so a token whose newest sync failed
     * counts as failing.
     */
    static FleetTokens byJamfPro(
            List<InstanceInventory> readings, List<Organization> apple, Settings settings, Instant now) {
        Map<Instance, InstanceInventory> byInstance =
                readings.stream().collect(Collectors.toMap(InstanceInventory::instance, Function.identity()));
        Assessment assessment = new Assessor(
                        settings.policy(),
                        () -> settings.commandedSilences()
                                .readable(settings.alerts().timeZone()))
                .assess(Journal.Snapshot.EMPTY, List.of(), byInstance, apple, now);
        return of(
                assessment.withTokens(assessment.tokens().stream()
                        .map(health -> health.health() == Health.UNKNOWN
                                        && health.lastSync()
                                                .filter(Sync::reportsFailure)
                                                .isPresent()
                                ? health.with(Health.FAILING)
                                : health)
                        .toList()),
                Source.JAMF_PRO,
                Times.of(settings));
    }

    static FleetTokens byPrometheus(Assessment assessment, Times times) {
        return of(assessment, Source.PROMETHEUS, times);
    }

    /** What the depwatch answered that runs by this configuration. */
    static FleetTokens byDaemon(DaemonAnswer answer, Settings settings) {
        return byDaemon(
                answer,
                settings.instances().stream().map(InstanceSettings::instance).toList(),
                Times.of(settings));
    }

    /** What a depwatch answered whose configuration is not read. */
    static FleetTokens byDaemon(DaemonAnswer answer, Times times) {
        return byDaemon(answer, List.of(), times);
    }

    /** @param configured the instances that it should watch */
    private static FleetTokens byDaemon(DaemonAnswer answer, List<Instance> configured, Times times) {
        Assessment known = answer.assessment();
        Set<Instance> watched =
                known.instances().stream().map(InstanceInventory::instance).collect(Collectors.toSet());
        Stream<InstanceInventory> notWatched = configured.stream()
                .filter(instance -> !watched.contains(instance))
                .map(instance -> InstanceInventory.withoutHistory(
                        instance,
                        Optional.empty(),
                        InstanceInventory.Source.JAMF,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new ReadFailure(
                                Kind.UNREACHABLE,
                                "the running depwatch does not watch it yet: reload depwatch",
                                known.at()))));
        return new FleetTokens(
                known.withInstances(Stream.concat(known.instances().stream(), notWatched)
                        .sorted(Comparator.comparing(InstanceInventory::instance))
                        .toList()),
                Source.DAEMON,
                times,
                answer.document());
    }

    private static FleetTokens of(Assessment assessment, Source source, Times times) {
        return new FleetTokens(assessment, source, times, Json.tree(AssessmentDocument.of(assessment)));
    }

    /** Only the instances with these names. */
    FleetTokens of(Predicate<String> isWanted) {
        ObjectNode rest = document.deepCopy();
        rest.forEach(rows -> retain(
                rows,
                row -> !row.has("instance")
                        || isWanted.test(row.path("instance").asText())));
        return new FleetTokens(
                assessment
                        .withInstances(assessment.instances().stream()
                                .filter(inventory ->
                                        isWanted.test(inventory.instance().name()))
                                .toList())
                        .withTokens(assessment.tokens().stream()
                                .filter(health ->
                                        isWanted.test(health.token().instance().name()))
                                .toList()),
                source,
                times,
                rest);
    }

    /** The document with only these of its tokens. */
    ObjectNode document(List<TokenHealth> listed) {
        Set<List<String>> kept = listed.stream()
                .map(health -> health.token().key())
                .map(key -> List.of(key.instance().name(), key.kind().key(), key.id()))
                .collect(Collectors.toSet());
        ObjectNode rest = document.deepCopy();
        retain(
                rest.path("tokens"),
                row -> kept.contains(Stream.of("instance", "kind", "id")
                        .map(name -> row.path(name).asText())
                        .toList()));
        return rest;
    }

    private static void retain(JsonNode rows, Predicate<JsonNode> isWanted) {
        if (rows instanceof ArrayNode list) {
            list.removeIf(isWanted.negate());
        }
    }

    /** The instances without a complete answer, in their order. */
    List<Missing> notAsked() {
        return assessment.instances().stream()
                .flatMap(inventory -> why(inventory).map(why -> new Missing(inventory.instance(), why)))
                .toList();
    }

    private static Stream<String> why(InstanceInventory inventory) {
        if (inventory.source() == InstanceInventory.Source.NONE) {
            return Stream.of("the configuration names no source of its tokens: add jamf or tokens");
        }
        if (inventory.reading().isEmpty() && inventory.failure().isEmpty()) {
            return Stream.of("its tokens are not read yet: try again in a minute");
        }
        return Stream.concat(
                inventory.failure().map(ReadFailure::sentence).stream(),
                inventory.reading().stream()
                        .flatMap(reading -> new TreeMap<>(reading.unreadParts()).entrySet().stream())
                        // The tokens are complete without the notifications.
                        .filter(gap -> gap.getKey() != Part.TERMS)
                        .map(Map.Entry::getValue));
    }

    /** What may hide more tokens of an account: instances that did not answer, and tokens without a known owner. */
    List<Missing> whereAnAccountMayOwnMore() {
        return Stream.concat(
                        notAsked().stream(),
                        assessment.tokens().stream()
                                .map(TokenHealth::token)
                                .filter(token -> token.owner().isEmpty())
                                .map(token -> new Missing(
                                        token.instance(),
                                        "the owner of the " + token.kind().key() + " token \"" + token.name()
                                                + "\" is not known")))
                .toList();
    }

    /** Each account that its owner cannot use, as Apple's own API reports it, with the end of a sentence about it. */
    Map<String, String> accountsOut() {
        Map<String, String> sentences = new TreeMap<>();
        document.path("apple")
                .forEach(organization -> organization.path("accounts").forEach(known -> {
                    String status = known.path("status").asText();
                    if (OUT.contains(status)) {
                        sentences.putIfAbsent(
                                known.path("appleId").asText(),
                                status + ", since " + time(known.path("since").asText())
                                        + " or before: its tokens may stop at any moment.");
                    }
                }));
        return sentences;
    }

    /** The time; where it is none, the text as it is. */
    private String time(String text) {
        try {
            return times.time(Instant.parse(text));
        } catch (DateTimeException ignored) {
            return text;
        }
    }

    /** The enrolment tokens that share one download at Apple. */
    List<SharedServer> sharedServers() {
        return SharedServer.among(
                assessment.tokens().stream().map(TokenHealth::token).toList());
    }
}
