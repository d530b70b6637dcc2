package dev.depwatch.alert;

import dev.depwatch.assess.Finding;
import dev.depwatch.assess.Finding.Certainty;
import dev.depwatch.text.SafeText;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How names, numbers and times are said, the same in every text. */
final class Format {
    /** What fits on a screen of a telephone. */
    private static final int LINES = 12;

    private static final int NAMES_IN_A_SENTENCE = 4;
    private static final int NAME_LENGTH = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm xxx", Locale.ROOT);

    private final ZoneId zone;

    Format(ZoneId zone) {
        this.zone = zone;
    }

    ZoneId timeZone() {
        return zone;
    }

    String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }

    /** The date of an expiry as Jamf Pro gives it; a time is said in the zone of the reader. */
    String expiry(Expiry expiry) {
        return expiry.date().map(LocalDate::toString).orElseGet(() -> time(expiry.at()));
    }

    /** By the calendar, as a person counts. */
    String daysUntil(Expiry expiry, Instant now) {
        long days = Math.max(0, expiry.daysLeft(now, zone));
        return days == 0 ? "today" : days == 1 ? "tomorrow" : "in " + days + " days";
    }

    static String period(Duration duration) {
        if (duration.toMinutes() < 1) {
            return "less than a minute";
        }
        String minutes = duration.toMinutesPart() == 0 ? "" : " " + duration.toMinutesPart() + " min";
        String hours = duration.toHoursPart() == 0 ? "" : " " + duration.toHoursPart() + " h";
        if (duration.toDays() == 0) {
            return (hours + minutes).strip();
        }
        return counted(duration.toDays(), "day") + hours;
    }

    static String counted(long count, String noun) {
        return count == 1 ? "1 " + noun : count + " " + noun + "s";
    }

    /** "3 ADE tokens and 1 Apps and Books token". */
    static String counted(Collection<TokenKind> kinds) {
        return Stream.of(TokenKind.values())
                .filter(kinds::contains)
                .map(kind -> counted(kinds.stream().filter(kind::equals).count(), noun(kind)))
                .collect(Collectors.joining(" and "));
    }

    static String counted(List<Token> tokens) {
        return counted(tokens.stream().map(Token::kind).toList());
    }

    static String noun(TokenKind kind) {
        return switch (kind) {
            case ADE -> "ADE token";
            case CONTENT -> "Apps and Books token";
        };
    }

    /** "an ADE token and an Apps and Books token": how many there are is not known. */
    static String some(List<TokenKind> kinds) {
        return kinds.stream().map(kind -> "an " + noun(kind)).collect(Collectors.joining(" and "));
    }

    /** "school, physics, chemistry and 37 more instances". */
    static String names(Collection<Instance> instances) {
        List<String> names = instances.stream()
                .sorted()
                .map(instance -> cut(instance.name()))
                .toList();
        if (names.size() <= NAMES_IN_A_SENTENCE) {
            return joined(names);
        }
        int told = NAMES_IN_A_SENTENCE - 1;
        return String.join(", ", names.subList(0, told)) + " and " + (names.size() - told) + " more instances";
    }

    static String joined(List<String> names) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }

    /** A readable number of lines, and how many more there are. */
    static List<String> lines(List<String> all) {
        if (all.size() <= LINES) {
            return all;
        }
        List<String> told = new ArrayList<>(all.subList(0, LINES));
        told.add("and " + (all.size() - LINES) + " more");
        return told;
    }

    /** The tokens that get a step of their own. */
    static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(LINES, all.size()));
    }

    static String name(Instance instance) {
        return cut(instance.name());
    }

    /** What Jamf Pro calls it. */
    static String entry(Token token) {
        return token.name().isBlank() ? "the entry with id " + cut(token.id()) : quoted(token.name());
    }

    static String token(Token token) {
        return token.name().isBlank()
                ? noun(token.kind()) + " with id " + cut(token.id())
                : noun(token.kind()) + " " + quoted(token.name());
    }

    /** With the server's name at Apple, where it is to be looked for. */
    static String tokenAtApple(Token token) {
        return token.serverName().isBlank()
                ? token(token)
                : token(token) + " (server " + quoted(token.serverName()) + " at Apple)";
    }

    /** "school, ADE token "Example"", or "school" where no token is known. */
    static List<String> tokensOf(Finding finding) {
        String instance = name(finding.instance());
        String perhaps = finding.tokens().size() > 1 && finding.certainty() == Certainty.ONE_OF ? "perhaps " : "";
        return finding.tokens().isEmpty()
                ? List.of(instance + ": an " + noun(finding.kind()) + " (which one is not known)")
                : finding.tokens().stream()
                        .map(token -> instance + ": " + perhaps + tokenAtApple(token))
                        .toList();
    }

    static String quoted(String text) {
        return '"' + cut(text) + '"';
    }

    /** Names are written by others and can be of any length. */
    static String cut(String text) {
        return cut(text, NAME_LENGTH);
    }

    static String cut(String text, int length) {
        return SafeText.line(text, length);
    }
}
