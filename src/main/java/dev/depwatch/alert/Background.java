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
                                ? "One log record says so, of " + phrases.time(last) + "."
                                : records + " log records say so, the newest of " + phrases.time(last) + ".");
    }

    /** What stops and what does not: the first thing anybody asks. */
    static Stream<String> effects(List<TokenKind> kinds) {
        return kinds.stream().map(kind -> switch (kind) {
            case ADE ->
                "Enrolled devices keep working; new or wiped devices that are assigned to such a server do not enrol "
                        + "until this is done.";
            case CONTENT -> "Jamf Pro cannot assign or take back licences of apps and books until this is done.";
        });
    }

    static Stream<String> source(Topic topic) {
        return topic.says(Reason.AS_CONFIGURED)
                ? Stream.of("Tokens and Apple IDs are named as depwatch is configured, not as Jamf Pro knows them.")
                : Stream.of();
    }

    /** How to be told the Apple ID the next time. */
    static Stream<String> ownerMissing(Topic topic) {
        String instance = Phrases.names(topic.instances());
        if (topic.says(Reason.OWNER_NOT_CONFIGURED)) {
            return Stream.of("depwatch does not know the tokens of " + instance + ". To have the Apple ID named, give "
                    + "the instance in depwatch.yml access to the Jamf Pro API (jamf: url, clientId, clientSecretFile) "
                    + "or list its tokens (tokens: kind, id, name, owner).");
        }
        if (topic.says(Reason.OWNER_NOT_READ_YET)) {
            return Stream.of("The Jamf Pro API of " + instance
                    + " has not told the tokens since this began; the Apple ID " + "is named as soon as it does.");
        }
        return Stream.of();
    }

    static Step uploadFirst() {
        return new Step(
                "Ask whether somebody has just downloaded a token for this server. If so, upload that file to Jamf Pro "
                        + "now; it is the valid one, and nothing else is needed.",
                Optional.empty());
    }

    static Step checkTerms() {
        return new Step(
                "See whether Apple's terms wait to be accepted: sign in to " + Links.APPLE_SITES
                        + " as an Administrator. If they do, accept them and wait for the next sync; the token is then "
                        + "good as it is.",
                Links.APPLE);
    }
}
