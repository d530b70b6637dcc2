package dev.depwatch.page;

import dev.depwatch.assess.TokenHealth.Health;

/**
 * How something stands: a mark, and the words beside it, which say the same.
 *
 * @param tone the CSS class of the mark
 */
record Mark(String tone, String words) {
    static Mark of(Health health) {
        return new Mark(
                switch (health) {
                    case FAILING, EXPIRED -> "bad";
                    case SUSPECT, AT_RISK, EXPIRING -> "watch";
                    case UNKNOWN -> "unknown";
                    case HEALTHY -> "good";
                },
                Words.of(health));
    }
}
