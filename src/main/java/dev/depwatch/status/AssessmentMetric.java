package dev.depwatch.status;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import java.util.List;

/** The metrics that follow from the assessment; docs/metrics.md defines each. */
enum AssessmentMetric {
    BUILD(
            MetricType.INFO,
            "depwatch_build",
            "Which depwatch this is and on which Java it runs; always 1.",
            "version java_version"),
    LOG_UP("depwatch_log_up", "1 while the log can be followed, 0 while it cannot.", "jamf_instance log"),
    LOG_BACKLOG("depwatch_log_backlog_bytes", "Bytes in the log that are not read yet.", "jamf_instance log"),
    LOG_LAST_RECORD(
            "depwatch_log_last_record_timestamp_seconds",
            "When the last understood record of the log came, by this host's clock, in seconds since 1970.",
            "jamf_instance log"),
    CASE_OPEN(
            "depwatch_case_open",
            "1 while the instance has a failure with this cause, whether or not it is an alert yet.",
            "jamf_instance cause"),
    TOKEN(
            MetricType.INFO,
            "depwatch_token",
            "A token or certificate, with its Apple ID; always 1. A label is empty where it is unknown.",
            "jamf_instance kind token_id token_name server_name server_uuid organization apple_id"),
    TOKEN_HEALTH(
            "depwatch_token_health",
            "The health that the token has now; always 1, one row a token.",
            "jamf_instance kind token_id health"),
    TOKEN_ACTION_REQUIRED(
            "depwatch_token_action_required",
            "What a person must do about the token and how sure it is that it is this token; always 1.",
            "jamf_instance kind token_id remedy certainty"),
    TOKEN_EXPIRY(
            "depwatch_token_expiry_timestamp_seconds",
            "When the token has ended in every time zone, in seconds since 1970.",
            "jamf_instance kind token_id"),
    TOKEN_FAILING_SINCE(
            "depwatch_token_failing_since_timestamp_seconds",
            "Since when the token is failing or expired, in seconds since 1970.",
            "jamf_instance kind token_id"),
    TOKEN_LAST_SYNC(
            "depwatch_token_last_sync_timestamp_seconds",
            "When Jamf Pro last tried to sync the token with Apple, with or without success, in seconds since 1970.",
            "jamf_instance kind token_id"),
    TOKEN_LAST_CONNECTED(
            "depwatch_token_last_connected_timestamp_seconds",
            "When Apple last heard from the token's server, as Apple's API says, in seconds since 1970.",
            "jamf_instance kind token_id"),
    TOKEN_SILENCED_UNTIL(
            "depwatch_token_silenced_until_timestamp_seconds",
            "When the silence of the token ends, in seconds since 1970; only while it is silenced.",
            "jamf_instance kind token_id"),
    ACCOUNT_TO_REGENERATE(
            "depwatch_account_tokens_to_regenerate",
            "How many tokens of the Apple ID need regenerating, or may need it, without silenced ones.",
            "apple_id"),
    ACCOUNT_SUSPECT(
            "depwatch_account_tokens_suspect",
            "How many of the Apple ID's tokens are candidates for a failure that is not silenced.",
            "apple_id"),
    ACCOUNT_PERSONAL(
            "depwatch_account_personal",
            "With owners.shared, the Apple ID owns tokens and is not one of these shared accounts; always 1.",
            "apple_id"),
    INVENTORY_UP(
            "depwatch_inventory_up",
            "1 if the newest attempt to read the instance's tokens succeeded, 0 if it failed.",
            "jamf_instance"),
    INVENTORY_LAST_SUCCESS(
            "depwatch_inventory_last_success_timestamp_seconds",
            "When the instance's tokens were last read, in seconds since 1970.",
            "jamf_instance"),
    APPLE_UP(
            "depwatch_apple_up",
            "1 if the newest attempt to read the organisation from Apple's API succeeded, 0 if it failed.",
            "organization"),
    APPLE_LAST_SUCCESS(
            "depwatch_apple_last_success_timestamp_seconds",
            "When the organisation was last read from Apple's API, in seconds since 1970.",
            "organization"),
    ALERTS("depwatch_alerts", "How many alerts there are now.", "remedy severity");

    private final MetricType type;
    private final String exposedName;
    private final String help;
    private final String labels;

    AssessmentMetric(String name, String help, String labels) {
        this(MetricType.GAUGE, name, help, labels);
    }

    /**
     * @param name without the suffix {@code _info} for an info metric: the formats add it
     * @param labels their names, in the order in which a row gives their values
     */
    AssessmentMetric(MetricType type, String name, String help, String labels) {
        this.type = type;
        this.exposedName = name;
        this.help = help;
        this.labels = labels;
    }

    MetricFamilyDescriptor descriptor() {
        return MetricFamilyDescriptor.of(type, exposedName)
                .help(help)
                .labelNames(labels())
                .build();
    }

    List<String> labels() {
        return List.of(labels.split(" ", -1));
    }
}
