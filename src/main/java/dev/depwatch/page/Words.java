package dev.depwatch.page;

import dev.depwatch.alert.Subject;
import dev.depwatch.text.Phrase;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.util.Locale;

/** The short words of table cells; the alerts have the full instructions. */
final class Words {
    private Words() {}

    /** With a capital and a full stop. A long list of names is cut where there is no room for all. */
    static String sentence(String text) {
        String shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
        return Phrase.capital(shown) + ".";
    }

    /** What an alert is about. */
    static String noun(Subject.Kind kind) {
        return switch (kind) {
            case APPLE_ID -> "Apple ID";
            case ORGANISATION -> "organisation";
            case INSTANCE -> "instance";
            case SERVICE -> "outage";
            case MONITORING, SUMMARY -> "monitoring issue";
        };
    }

    /** A value of any kind. */
    static String of(Object value) {
        if (value instanceof Remedy remedy) {
            return Phrase.capital(remedy.words());
        }
        if (value instanceof TokenKind kind) {
            return switch (kind) {
                case ADE -> "ADE";
                case CONTENT -> "Apps and Books";
                case PUSH -> "Push certificate";
                case GSX -> "GSX certificate";
                case CA -> "Built-in CA";
            };
        }
        return value instanceof Enum<?> word
                ? word.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : value.toString();
    }
}
