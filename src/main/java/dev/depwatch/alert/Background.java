package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Reason;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** What texts of several remedies say in the same words: how it is known, what it does to devices, what to check first. */
final class Background {
    private Background() {}

    @SafeVarargs
    static String sentences(Stream<String>... parts) {
        StringJoiner text = new StringJoiner(" ");
        for (Stream<String> part : parts) {
            part.forEach(text::add);
        }
        return text.toString();
    }

    /** A date that has passed has its own words, and no record to date a failure by. */
    static Stream<String> failingSince(Topic topic, Phrases phrases) {
        return topic.findings().stream().anyMatch(finding -> finding.sightings() > 0)
                ? Stream.of("Failing since " + phrases.time(topic.since()) + ".")
                : Stream.of();
    }

    /** What began with the rest needs no time of its own. */
    static String sinceIfItDiffers(Finding finding, Topic topic, Phrases phrases) {
        String since = phrases.time(finding.since());
        return since.equals(phrases.time(topic.since())) ? "" : ", since " + since;
    }

    static Stream<String> records(Topic topic, Phrases phrases) {
        long records = topic.findings().stream().mapToLong(Finding::sightings).sum();
        Instant last = topic.findings().stream()
                .map(Finding::lastSeen)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return records == 0
                ? Stream.of()
                : Stream.of(
                        records == 1
                                ? "1 log record says so, from " + phrases.time(last) + "."
                                : records + " log records say so, the newest from " + phrases.time(last) + ".");
    }

    /** What stops and what does not: the first thing anybody asks. */
    static Stream<String> effects(List<TokenKind> kinds) {
        return kinds.stream().map(kind -> switch (kind) {
            case ADE ->
                "Enrolled devices keep working. New or wiped devices that are assigned to an affected server cannot "
                        + "enrol until this is fixed.";
            case CONTENT -> "Until this is fixed, Jamf Pro cannot assign or take back licences of apps and books.";
        });
    }

    static Stream<String> source(Topic topic) {
        return topic.says(Reason.AS_CONFIGURED)
                ? Stream.of(
                        "Tokens and Apple IDs are named as in the configuration of depwatch; Jamf Pro has not been asked.")
                : Stream.of();
    }

    /** How to be told the Apple ID the next time. */
    static Stream<String> ownerMissing(Topic topic) {
        String instance = Phrases.names(topic.instances());
        if (topic.says(Reason.OWNER_NOT_CONFIGURED)) {
            return Stream.of("depwatch does not know the tokens of " + instance + ". To have them and their "
                    + "Apple IDs named, give the instance in depwatch.yml access to the Jamf Pro API (jamf: url, clientId, clientSecretFile) "
                    + "or list its tokens (tokens: kind, id, name, owner).");
        }
        if (topic.says(Reason.OWNER_NOT_READ_YET)) {
            return Stream.of("The Jamf Pro API of " + instance
                    + " has not been read since this began. The tokens and "
                    + "their Apple IDs are named as soon as it has been.");
        }
        return Stream.of();
    }

    static Step uploadFirst() {
        return new Step(
                "Ask whether somebody has just downloaded a new token at Apple and not uploaded it yet. If so, upload "
                        + "that file to Jamf Pro now: the newest file is the valid one, and nothing else is needed.",
                Optional.empty());
    }

    static Step checkTerms() {
        return new Step(
                "Check whether new terms of Apple's wait to be accepted: sign in to business.apple.com or "
                        + "school.apple.com as an Administrator. If they do, accept them and wait for the next sync "
                        + "before you do anything else.",
                Links.APPLE);
    }
}
