package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is to be known of a token to look at it: where it is at Apple, whose it is, how it last synced. */
final class TokenLine {
    private final Phrases phrases;
    private final Map<Token.Key, Sync> syncs = new HashMap<>();

    TokenLine(Phrases phrases, Assessment assessment) {
        this.phrases = phrases;
        for (TokenHealth health : assessment.tokens()) {
            health.lastSync().ifPresent(sync -> syncs.put(health.token().key(), sync));
        }
    }

    String of(Token token) {
        return Phrases.tokenAtApple(token)
                + token.owner()
                        .map(owner -> ", Apple ID " + Phrases.cut(owner.value()))
                        .orElse(", Apple ID not known")
                + Optional.ofNullable(syncs.get(token.key()))
                        .map(this::lastSync)
                        .orElse(", last sync not known");
    }

    private String lastSync(Sync sync) {
        return ", last sync " + phrases.time(sync.at())
                + (sync.state().isBlank() ? "" : " (" + Phrases.cut(sync.state()) + ")");
    }
}
