package dev.depwatch.page;

import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.net.URI;
import java.util.Locale;

/** The short words of table cells; the alerts have the full instructions. */
final class Words {
    private Words() {}

    /** With a capital and a full stop. A long list of names is cut where there is no room for all. */
    static String sentence(String text) {
        String shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
        return capital(shown) + ".";
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A value of any kind. */
    static String of(Object value) {
        if (value instanceof Remedy remedy) {
            return capital(remedy.words());
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
        if (value instanceof URI address) {
            return address.toASCIIString();
        }
        return value instanceof Enum<?> word
                ? word.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                : value.toString();
    }

    /** The CSS class of its mark; the word beside the mark says the same. */
    static String tone(Health health) {
        return switch (health) {
            case FAILING, EXPIRED -> "bad";
            case SUSPECT, AT_RISK, EXPIRING -> "watch";
            case UNKNOWN -> "unknown";
            case HEALTHY -> "good";
        };
    }
}
