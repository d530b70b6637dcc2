package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Cause;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sentences that several remedies share: the evidence, the effect on devices, what to check first. */
final class SharedText {
    private SharedText() {}

    @SafeVarargs
    static String sentences(Stream<String>... parts) {
        StringJoiner text = new StringJoiner(" ");
        for (Stream<String> part : parts) {
            part.forEach(text::add);
        }
        return text.toString();
    }

    /** Empty if only dates have passed, which have words of their own, or if nothing fails. */
    static Stream<String> failingSince(AlertGroup group, Format format) {
        // Findings about several owners' tokens can rest on the same case.
        long records = group.findings().stream()
                .filter(finding -> !isReportedByTheApi(finding))
                .collect(Collectors.toMap(Finding::caseIds, Finding::sightings, Math::max))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        String last = format.time(group.findings().stream()
                .map(Finding::lastSeen)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH));
        if (group.findings().stream()
                .allMatch(finding -> finding.sightings() == 0 && finding.cause() == Cause.TOKEN_EXPIRED)) {
            return Stream.of();
        }
        if (!group.findings().isEmpty() && group.findings().stream().allMatch(SharedText::isReportedByTheApi)) {
            return Stream.of("Known since " + began(group, format) + ".");
        }
        return records == 0
                ? Stream.of("Failing since " + began(group, format) + ".")
                : Stream.of("Failing since " + began(group, format)
                        + (records == 1
                                ? " (1 log record)."
                                : " (" + records + " log records, the newest from " + last + ")."));
    }

    /** The API gives the state and not its beginning, and its sightings are no log records. */
    static boolean isReportedByTheApi(Finding finding) {
        return !finding.cause().isFoundInLogs()
                || finding.hints().contains(Hint.AS_NOTIFIED)
                || finding.hints().contains(Hint.AS_APPLE_REPORTS);
    }

    /** Empty if the finding began together with the others. */
    static String sinceIfItDiffers(Finding finding, AlertGroup group, Format format) {
        String since = format.time(finding.since());
        return since.equals(began(group, format)) ? "" : ", since " + since;
    }

    private static String began(AlertGroup group, Format format) {
        return format.time(group.findings().stream()
                .map(Finding::since)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH));
    }

    /** What stops and what does not: the first question of every reader. */
    static Stream<String> effects(List<TokenKind> kinds) {
        return kinds.stream().map(kind -> switch (kind) {
            case ADE ->
                kind.displayName() + " stops until this is fixed: enrolled devices keep working, but new or wiped "
                        + "devices that are assigned to an affected server cannot enrol.";
            case CONTENT ->
                kind.displayName() + " stops until this is fixed: Jamf Pro cannot assign or take back licences.";
        });
    }

    /** The source of tokens and Apple IDs, if it is not Jamf Pro just now. */
    static Stream<String> source(AlertGroup group, Format format) {
        Map<Instance, Instant> outdated = group.outdated();
        Stream<String> configured = group.says(Hint.AS_CONFIGURED)
                ? Stream.of(
                        "Tokens and Apple IDs are named as in the configuration of depwatch; Jamf Pro has not been asked.")
                : Stream.of();
        Stream<String> old = outdated.values().stream()
                .min(Comparator.naturalOrder())
                .map(oldest -> "The Jamf Pro API of " + Format.names(outdated.keySet())
                        + " cannot be read now: tokens and Apple IDs are named as "
                        + (outdated.size() == 1 ? "it" : "each") + " last reported them, "
                        + (outdated.size() == 1 ? "at " : "the oldest at ") + format.time(oldest) + ".")
                .stream();
        return Stream.concat(configured, old);
    }

    static Stream<String> personalOwner(AlertGroup group) {
        return group.says(Hint.PERSONAL_OWNER)
                ? Stream.of(
                        "This Apple ID is none of the shared accounts that the configuration of depwatch names"
                                + " (owners.shared): renew with one of those, so that no token depends on one person's account.")
                : Stream.of();
    }

    /** How depwatch can name the Apple ID the next time. */
    static Stream<String> ownerMissing(AlertGroup group) {
        String instance = Format.names(group.instances());
        if (group.says(Hint.OWNER_NOT_CONFIGURED)) {
            return Stream.of("depwatch does not know the tokens of " + instance + ". To have them and their "
                    + "Apple IDs named, give the instance in depwatch.yml access to the Jamf Pro API (jamf: url, clientId, clientSecretFile) "
                    + "or list its tokens (tokens: kind, id, name, owner).");
        }
        if (group.says(Hint.OWNER_NOT_READ_YET)) {
            return Stream.of("The Jamf Pro API of " + instance
                    + " has not been read since this began. The tokens and "
                    + "their Apple IDs are named as soon as it has been.");
        }
        return Stream.of();
    }

    private static Step uploadFirst() {
        return new Step(
                "Ask whether somebody has just downloaded a new token at Apple and not uploaded it yet. If so, upload "
                        + "that file to Jamf Pro now: the newest file is the valid one, and nothing else is needed.",
                Optional.empty());
    }

    /** No documentation says when Jamf Pro withdraws a notification. */
    static Step checkNotification(AlertGroup group, Links links) {
        return new Step(
                "In Jamf Pro open " + Links.menu(TokenKind.CONTENT) + " and see when each location last synced, and "
                        + "whether somebody has renewed its token since " + Links.REVOKED
                        + " was notified. If it works, "
                        + "the notification is an old one: dismiss it there, and nothing else is needed.",
                links.tokens(group.instances().get(0), TokenKind.CONTENT));
    }

    /** The steps before all others: they may be the only ones. */
    static List<Step> beforeAll(AlertGroup group) {
        List<Step> steps = new ArrayList<>();
        if (group.says(Hint.UPLOAD_A_JUST_DOWNLOADED_TOKEN_FIRST)) {
            steps.add(uploadFirst());
        }
        if (group.says(Hint.CHECK_CLOCK_FIRST)) {
            steps.add(checkClock());
        }
        return steps;
    }

    private static Step checkClock() {
        return new Step(
                "Set the clock of Jamf Pro's host, and wait for one sync: the times in its log and this host's clock are far "
                        + "apart, and Apple may refuse a request that is signed with a wrong time.",
                Optional.empty());
    }

    static Step checkTerms() {
        return new Step(
                "Check whether new terms from Apple are waiting to be accepted: sign in to business.apple.com or "
                        + "school.apple.com as an Administrator. If they are, accept them and wait for the next sync "
                        + "before you do anything else.",
                Links.APPLE);
    }
}
