package dev.depwatch.page;

import dev.depwatch.assess.TokenHealth.Health;
import dev.depwatch.token.Remedy;
import dev.depwatch.token.TokenKind;
import java.util.Locale;

/** The short words of table cells; the alerts have the full instructions. */
final class Words {
    private Words() {}

    static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Keys of metrics and JSON, as words. */
    static String of(String key) {
        return key.replace('_', ' ');
    }

    static String of(TokenKind kind) {
        return switch (kind) {
            case ADE -> "ADE";
            case CONTENT -> "Apps and Books";
        };
    }

    static String of(Remedy remedy) {
        return remedy.words().substring(0, 1).toUpperCase(Locale.ROOT)
                + remedy.words().substring(1);
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
