package dev.depwatch.status;

import static dev.depwatch.status.MetricFamily.gauge;
import static dev.depwatch.status.MetricFamily.info;

import dev.depwatch.apple.Organization;
import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.logs.LogStatus;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All series that follow from the assessment. One collector reads the newest assessment, so the rows of a scrape agree
 * with each other, and the series of a removed token or log vanish with the next scrape. Before the first assessment,
 * only the build's series exists. docs/metrics.md defines each metric.
 */
public final class AssessmentCollector implements MultiCollector {
    private static final MetricFamily BUILD = info(
            "depwatch_build", "Which depwatch this is and on which Java it runs; always 1.", "version", "java_version");

    private static final MetricFamily LOG_UP =
            gauge("depwatch_log_up", "1 while the log can be followed, 0 while it cannot.", "jamf_instance", "log");
    private static final MetricFamily LOG_BACKLOG =
            gauge("depwatch_log_backlog_bytes", "Bytes in the log that are not read yet.", "jamf_instance", "log");
    private static final MetricFamily LOG_LAST_RECORD = gauge(
            "depwatch_log_last_record_timestamp_seconds",
            "When the last understood record of the log was read, by this host's clock, in seconds since 1970.",
            "jamf_instance",
            "log");

    private static final MetricFamily CASE_OPEN = gauge(
            "depwatch_case_open",
            "1 while the instance has a failure with this cause, whether or not it is an alert yet.",
            "jamf_instance",
            "cause");

    private static final MetricFamily TOKEN = info(
            "depwatch_token",
            "A server token, with the Apple ID that downloaded it; always 1. A label is empty where it is unknown.",
            "jamf_instance",
            "kind",
            "token_id",
            "token_name",
            "server_name",
            "server_uuid",
            "organization",
            "apple_id");
    private static final MetricFamily TOKEN_HEALTH = gauge(
            "depwatch_token_health",
            "The health that the token has now; always 1, one row a token.",
            "jamf_instance",
            "kind",
            "token_id",
            "health");
    private static final MetricFamily TOKEN_ACTION_REQUIRED = gauge(
            "depwatch_token_action_required",
            "What a person must do about the token and how sure it is that it is this token; always 1.",
            "jamf_instance",
            "kind",
            "token_id",
            "remedy",
            "certainty");
    private static final MetricFamily TOKEN_EXPIRY = gauge(
            "depwatch_token_expiry_timestamp_seconds",
            "When the token has ended in every time zone, in seconds since 1970.",
            "jamf_instance",
            "kind",
            "token_id");
    private static final MetricFamily TOKEN_FAILING_SINCE = gauge(
            "depwatch_token_failing_since_timestamp_seconds",
            "Since when the token is failing or expired, in seconds since 1970.",
            "jamf_instance",
            "kind",
            "token_id");
    private static final MetricFamily TOKEN_LAST_SYNC = gauge(
            "depwatch_token_last_sync_timestamp_seconds",
            "When Jamf Pro last tried to sync the token with Apple, with or without success, in seconds since 1970.",
            "jamf_instance",
            "kind",
            "token_id");

    private static final MetricFamily TOKEN_LAST_CONNECTED = gauge(
            "depwatch_token_last_connected_timestamp_seconds",
            "When Apple last heard from the token's server, as Apple's own API says, in seconds since 1970.",
            "jamf_instance",
            "kind",
            "token_id");

    private static final MetricFamily TOKEN_IGNORED_UNTIL = gauge(
            "depwatch_token_silenced_until_timestamp_seconds",
            "When the silence of the token ends, in seconds since 1970; only while it is silenced.",
            "jamf_instance",
            "kind",
            "token_id");

    private static final MetricFamily ACCOUNT_TO_REGENERATE = gauge(
            "depwatch_account_tokens_to_regenerate",
            "How many known tokens of the Apple ID need regenerating, without silenced ones; 0 for an owner of none.",
            "apple_id");
    private static final MetricFamily ACCOUNT_SUSPECT = gauge(
            "depwatch_account_tokens_suspect",
            "How many of the Apple ID's tokens are candidates for a failure that is not silenced.",
            "apple_id");
    private static final MetricFamily ACCOUNT_PERSONAL = gauge(
            "depwatch_account_personal",
            "The Apple ID owns tokens and is none of the shared accounts (owners.shared); always 1.",
            "apple_id");

    private static final MetricFamily INVENTORY_UP = gauge(
            "depwatch_inventory_up",
            "1 if the newest attempt to read the instance's tokens succeeded, 0 if it failed.",
            "jamf_instance");
    private static final MetricFamily INVENTORY_LAST_SUCCESS = gauge(
            "depwatch_inventory_last_success_timestamp_seconds",
            "When the instance's tokens were last read, in seconds since 1970.",
            "jamf_instance");

    private static final MetricFamily APPLE_UP = gauge(
            "depwatch_apple_up",
            "1 if the newest attempt to read the organisation from Apple's own API succeeded, 0 if it failed.",
            "organization");
    private static final MetricFamily APPLE_LAST_SUCCESS = gauge(
            "depwatch_apple_last_success_timestamp_seconds",
            "When the organisation was last read from Apple's own API, in seconds since 1970.",
            "organization");

    private static final MetricFamily ALERTS =
            gauge("depwatch_alerts", "How many alerts there are now.", "remedy", "severity");

    private static final List<MetricFamily> ALL = List.of(
            BUILD,
            LOG_UP,
            LOG_BACKLOG,
            LOG_LAST_RECORD,
            CASE_OPEN,
            TOKEN,
            TOKEN_HEALTH,
            TOKEN_ACTION_REQUIRED,
            TOKEN_EXPIRY,
            TOKEN_FAILING_SINCE,
            TOKEN_LAST_SYNC,
            TOKEN_LAST_CONNECTED,
            TOKEN_IGNORED_UNTIL,
            ACCOUNT_TO_REGENERATE,
            ACCOUNT_SUSPECT,
            ACCOUNT_PERSONAL,
            INVENTORY_UP,
            INVENTORY_LAST_SUCCESS,
            APPLE_UP,
            APPLE_LAST_SUCCESS,
            ALERTS);

    private final Supplier<Optional<Assessment>> newest;
    private final Function<Assessment, List<OpenAlert>> alerts;
    private final String version;

    /**
     * @param newest called once a scrape
     * @param alerts derives the alerts from an assessment
     * @param version of this build, for {@code depwatch_build_info}
     */
    public AssessmentCollector(
            Supplier<Optional<Assessment>> newest, Function<Assessment, List<OpenAlert>> alerts, String version) {
        this.newest = newest;
        this.alerts = alerts;
        this.version = version;
    }

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
        return ALL.stream().map(MetricFamily::descriptor).toList();
    }

    private void fill(Scrape scrape, Assessment assessment) {
        assessment.logs().forEach(log -> addLog(scrape, log));
        assessment
                .cases()
                .forEach(open -> scrape.add(
                        CASE_OPEN, 1, open.instance().name(), open.cause().key()));
        for (TokenHealth state : assessment.tokens()) {
            addToken(scrape, state);
            Token.Key key = state.token().key();
            assessment
                    .silenced(key)
                    .ifPresent(silence -> scrape.add(
                            TOKEN_IGNORED_UNTIL,
                            seconds(silence.until()),
                            key.instance().name(),
                            key.kind().key(),
                            key.id()));
        }
        Set<Instance> unheard = assessment.unheard();
        for (Account account : Account.allOf(assessment)) {
            boolean isHeard = account.tokens().stream().map(Token.Key::instance).noneMatch(unheard::contains);
            addAccount(scrape, ACCOUNT_TO_REGENERATE, account, account.toRegenerate(), isHeard);
            addAccount(scrape, ACCOUNT_SUSPECT, account, account.suspect(), isHeard);
            if (account.personal()) {
                scrape.add(ACCOUNT_PERSONAL, 1, account.id().value());
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
        log.records().lastSeenAt().ifPresent(at -> scrape.add(LOG_LAST_RECORD, seconds(at), labels));
    }

    private static void addToken(Scrape scrape, TokenHealth state) {
        Token token = state.token();
        String instance = token.instance().name();
        String kind = token.kind().key();
        String id = token.id();
        scrape.add(
                TOKEN,
                1,
                instance,
                kind,
                id,
                token.name(),
                token.serverName(),
                token.serverUuid(),
                token.organization(),
                token.owner().map(AppleId::value).orElse(""));
        scrape.add(TOKEN_HEALTH, 1, instance, kind, id, state.health().key());
        token.expiry().ifPresent(expiry -> scrape.add(TOKEN_EXPIRY, seconds(expiry.at()), instance, kind, id));
        state.lastSync().ifPresent(sync -> scrape.add(TOKEN_LAST_SYNC, seconds(sync.at()), instance, kind, id));
        state.apple()
                .flatMap(witness -> witness.server().lastConnected())
                .ifPresent(at -> scrape.add(TOKEN_LAST_CONNECTED, seconds(at), instance, kind, id));
        state.finding()
                .ifPresent(finding -> scrape.add(
                        TOKEN_ACTION_REQUIRED,
                        1,
                        instance,
                        kind,
                        id,
                        finding.remedy().key(),
                        finding.certainty().key()));
        failingSince(state).ifPresent(since -> scrape.add(TOKEN_FAILING_SINCE, seconds(since), instance, kind, id));
    }

    /** No row of 0 before all of the owner's instances are heard: what is not known yet would look like recovery. */
    private static void addAccount(
            Scrape scrape, MetricFamily metricFamily, Account account, Set<Token.Key> tokens, boolean isHeard) {
        if (isHeard || !tokens.isEmpty()) {
            scrape.add(metricFamily, tokens.size(), account.id().value());
        }
    }

    /** Empty if it is not certain that the token fails. */
    static Optional<Instant> failingSince(TokenHealth state) {
        boolean fails = state.health() == Health.FAILING || state.health() == Health.EXPIRED;
        return fails ? state.finding().map(Finding::since) : Optional.empty();
    }

    /** No row if nothing was tried: the instance has no source of tokens, or the first answer is outstanding. */
    private static void addInventory(Scrape scrape, InstanceInventory inventory) {
        String instance = inventory.instance().name();
        if (inventory.source() != Source.NONE
                && (inventory.failure().isPresent() || inventory.reading().isPresent())) {
            scrape.add(INVENTORY_UP, inventory.failure().isEmpty() ? 1 : 0, instance);
        }
        inventory.readAt().ifPresent(at -> scrape.add(INVENTORY_LAST_SUCCESS, seconds(at), instance));
    }

    /** No row before the first answer or failure. */
    private static void addOrganization(Scrape scrape, Organization organization) {
        if (organization.failure().isPresent() || organization.readAt().isPresent()) {
            scrape.add(APPLE_UP, organization.failure().isEmpty() ? 1 : 0, organization.name());
        }
        organization.readAt().ifPresent(at -> scrape.add(APPLE_LAST_SUCCESS, seconds(at), organization.name()));
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }
}
