package dev.depwatch.alert;

import dev.depwatch.alert.Message.Line;
import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.SafeText;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Formats names, numbers and times the same way in every text. */
record Format(TimeFormat times) {
    /** As many lines as a phone's screen shows. */
    private static final int LINES = 12;

    private static final int NAMES_IN_A_SENTENCE = 4;
    private static final int NAME_LENGTH = 100;

    String time(Instant instant) {
        return times.time(instant);
    }

    String timeAfter(Instant other, Instant instant) {
        return times.timeAfter(other, instant);
    }

    /** The date of an expiry as Jamf Pro gives it; a time is in the reader's zone. */
    String expiry(Expiry expiry) {
        return expiry.date().map(LocalDate::toString).orElseGet(() -> time(expiry.at()));
    }

    /** Calendar days. */
    String daysUntil(Expiry expiry, Instant now) {
        return TimeFormat.inDays(expiry.daysLeft(now, times.zone()));
    }

    /** "3 ADE tokens and 1 Apps and Books token". */
    static String counted(Collection<TokenKind> kinds) {
        return Phrase.joined(Stream.of(TokenKind.values())
                .filter(kinds::contains)
                .map(kind -> Phrase.counted(kinds.stream().filter(kind::equals).count(), kind.noun()))
                .toList());
    }

    static String counted(List<Token> tokens) {
        return counted(tokens.stream().map(Token::kind).toList());
    }

    /** "an ADE token and an Apps and Books token": for an unknown number of tokens. */
    static String some(List<TokenKind> kinds) {
        return kinds.stream().map(kind -> "an " + kind.noun()).collect(Collectors.joining(" and "));
    }

    /** "school, physics, chemistry and 37 more instances". */
    static String names(Collection<Instance> instances) {
        return names(instances.stream().map(Format::name));
    }

    private static String names(Stream<String> all) {
        List<String> names = all.distinct().sorted().toList();
        if (names.size() <= NAMES_IN_A_SENTENCE) {
            return Phrase.joined(names);
        }
        int named = NAMES_IN_A_SENTENCE - 1;
        return String.join(", ", names.subList(0, named)) + " and " + (names.size() - named) + " more instances";
    }

    /** The instances, or the organisations at Apple. */
    static String places(List<Instance> instances, List<String> organizations) {
        return instances.isEmpty()
                ? Phrase.joined(organizations.stream().map(Format::cut).toList())
                : names(instances);
    }

    /** Those that are not "". */
    static String sentences(String... all) {
        return sentences(Stream.of(all));
    }

    static String sentences(Stream<String> all) {
        return all.filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining(" "));
    }

    /** A readable number of lines, and the number of those left out. */
    static List<String> lines(Stream<String> all) {
        return Phrase.shortened(all.toList(), LINES, more -> "and " + more + " more");
    }

    /** The same with links, and where the others are: each line begins with its instance. */
    static List<Line> linked(List<Line> all) {
        Stream<String> others = all.stream().skip(LINES).map(line -> line.text().split(": ", 2)[0]);
        return Phrase.shortened(
                all,
                LINES,
                more -> Line.of("and " + Phrase.counted(more, "other") + ", on " + names(others)
                        + ": the status page lists all"));
    }

    static List<Line> unlinked(Stream<String> all) {
        return Line.all(lines(all));
    }

    /** As many as a list shows. */
    static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(LINES, all.size()));
    }

    static String name(Instance instance) {
        return cut(instance.name());
    }

    /** The token's name in Jamf Pro. */
    static String entry(Token token) {
        return token.name().isBlank() ? "the entry with id " + cut(token.id()) : quoted(token.name());
    }

    static String token(Token.Key token) {
        return token.kind().noun() + " with id " + cut(token.id());
    }

    static String token(Token token) {
        String noun = token.kind().noun();
        // A push certificate has no name of its own.
        return token.name().equals(noun)
                ? noun
                : token.name().isBlank() ? token(token.key()) : noun + " " + quoted(token.name());
    }

    /** The token with its server's name at Apple, if it has one. */
    static String tokenAtApple(Token token) {
        return token.serverName().isBlank()
                ? token(token)
                : token(token) + " (server " + quoted(token.serverName()) + " at Apple)";
    }

    /** "school, ADE token "Example"", or "school" if no token is known. */
    static List<String> tokensOf(Finding finding) {
        String instance = name(finding.instance());
        String perhaps = finding.tokens().size() > 1 && finding.certainty() == Certainty.ONE_OF ? "perhaps " : "";
        return finding.tokens().isEmpty()
                ? List.of(instance + ": an " + finding.kind().noun() + " (which one is not known)")
                : finding.tokens().stream()
                        .map(token -> instance + ": " + perhaps + tokenAtApple(token))
                        .toList();
    }

    static String owner(Optional<AppleId> account) {
        return account.map(owner -> "Apple ID " + cut(owner.value())).orElse("Apple ID not known");
    }

    static String quoted(String text) {
        return '"' + cut(text) + '"';
    }

    /** Others choose names, and a name can have any length. */
    static String cut(String text) {
        return SafeText.line(text, NAME_LENGTH);
    }
}
