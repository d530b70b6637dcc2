package dev.depwatch.alert;

import dev.depwatch.assess.MonitoringIssue;

/**
 * The words of one kind of monitoring issue. {@code %s} stands for the place.
 *
 * @param subject of the alert
 * @param what is wrong, as " on school"; {@code %2$s} stands for what it is about
 * @param again what works again when the issue is over, as "school"
 * @param meaning what nobody sees meanwhile
 */
record MonitoringWords(String subject, String what, String again, String meaning) {
    private static final String UNSEEN =
            "depwatch sees no failure that this log records: no news is not good news until this is fixed.";
    private static final String READ_AGAIN = "the tokens of %s are read again";

    static MonitoringWords of(MonitoringIssue.Kind kind) {
        return switch (kind) {
            case LOG_NOT_FOLLOWED ->
                new MonitoringWords(
                        "logs not followed",
                        "depwatch cannot read the log%s",
                        "every log of %s that the configuration names is followed",
                        UNSEEN);
            case LAYOUT_NOT_UNDERSTOOD ->
                new MonitoringWords(
                        "layout of the log not understood",
                        "depwatch does not understand the log%s",
                        "every log of %s that the configuration names is understood",
                        UNSEEN);
            case CLOCK_DIFFERS ->
                new MonitoringWords(
                        "clocks differ",
                        "the times in the log%s differ from this host's clock",
                        "the times in every log of %s that the configuration names agree with this host's clock",
                        "Failures are still found, but their times are those of reading, and what belongs together is harder to"
                                + " find.");
            case TOKENS_NOT_READ ->
                new MonitoringWords(
                        "tokens not read",
                        "depwatch cannot read everything from the Jamf Pro API%s",
                        READ_AGAIN,
                        "What depwatch knows of the tokens and their Apple IDs is as it was last read. A log that is followed"
                                + " still reports failures.");
            case SYNCS_STOPPED ->
                new MonitoringWords(
                        "syncs stopped",
                        "the device enrolment (ADE) sync%s has stopped",
                        "Jamf Pro syncs the tokens of %s again, or depwatch reports why it does not",
                        "New devices do not appear in Jamf Pro, and a token that Apple refuses would not be noticed, until it"
                                + " syncs again.");
            case FAILURE_NOT_LOGGED ->
                new MonitoringWords(
                        "failures not logged",
                        "Jamf Pro reports a failing device enrolment (ADE) sync%s, and the log does not show it",
                        "the log of %s now shows each failing sync; or none fails, or depwatch knows why",
                        "The log should say why.");
            case CONNECTIONS_STOPPED ->
                new MonitoringWords(
                        "connections stopped",
                        "Apple no longer hears from the servers of %2$s%1$s",
                        "Apple hears from the servers of %s again",
                        "None of them has connected for many syncs, and neither the log nor Jamf Pro says that a token"
                                + " fails.");
            case NOTHING_SEEN ->
                new MonitoringWords(
                        "nothing seen",
                        "depwatch sees nothing%s: the API cannot be read, and there is no log",
                        READ_AGAIN,
                        "depwatch does not know whether the tokens work: no news is not good news until this is fixed.");
            case APPLE_NOT_READ ->
                new MonitoringWords(
                        "Apple's API not read",
                        "depwatch cannot read Apple's API%s",
                        "Apple's API of %s is read again",
                        "depwatch still uses the logs and Jamf Pro. Meanwhile, Apple's times do not narrow which of several"
                                + " tokens fails, and depwatch does not notice a locked account.");
            case TOPIC_CHANGED ->
                new MonitoringWords(
                        "topic of the push certificate",
                        "the push certificate%s is another one, not the former one renewed",
                        "the push certificate of %s is the former one again",
                        "Devices that enrolled with the former one get no command from Jamf Pro until they enrol again.");
            case DATES_DIFFER ->
                new MonitoringWords(
                        "dates differ",
                        "Jamf Pro notifies%1$s that %2$s",
                        "depwatch no longer finds such a contradiction on %s",
                        "One of the two is wrong or old; the warning may come too early or too late.");
            case JAMF_NOTIFIES ->
                new MonitoringWords(
                        "notifications of Jamf Pro",
                        "Jamf Pro notifies %2$s%1$s",
                        "depwatch no longer reports such a notification on %s",
                        "depwatch passes it on as Jamf Pro says it.");
        };
    }
}
