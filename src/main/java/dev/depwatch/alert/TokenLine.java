package dev.depwatch.alert;

import dev.depwatch.assess.Assessment;
import dev.depwatch.assess.TokenHealth;
import dev.depwatch.inventory.Reading.Sync;
import dev.depwatch.token.Token;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person needs to find and check a token: its place at Apple, its owner, when it last synced and connected. */
final class TokenLine {
    private final Format format;
    private final Assessment assessment;
    /** Built at the first use: most texts name no sync, and a fleet has many of both. */
    private @Nullable Map<Token.Key, Sync> syncs;

    TokenLine(Format format, Assessment assessment) {
        this.format = format;
        this.assessment = assessment;
    }

    private Map<Token.Key, Sync> syncs() {
        Map<Token.Key, Sync> known = syncs;
        if (known == null) {
            known = new HashMap<>();
            for (TokenHealth health : assessment.tokens()) {
                if (health.lastSync().isPresent()) {
                    known.put(health.token().key(), health.lastSync().get());
                }
            }
            syncs = known;
        }
        return known;
    }

    /** @param subject of the alert: the headline already names its Apple ID */
    String of(Token token, Subject subject) {
        return Format.tokenAtApple(token)
                + (subject.kind() == Subject.Kind.APPLE_ID ? "" : ", " + Format.owner(token.owner()))
                + sync(token).map(sync -> ", last sync " + sync(sync)).orElse(", last sync not known")
                + lastConnected(token)
                        .map(at -> ", last connection at Apple " + format.time(at))
                        .orElse("");
    }

    /** "2026-11-24 14:21 +01:00 (CONNECTION_ERROR)". */
    String sync(Sync sync) {
        return format.time(sync.at()) + (sync.state().isBlank() ? "" : " (" + Format.cut(sync.state()) + ")");
    }

    Optional<Sync> sync(Token token) {
        return Optional.ofNullable(syncs().get(token.key()));
    }

    /** When Apple last heard from the token's server, if Apple says so. */
    Optional<Instant> lastConnected(Token token) {
        return assessment
                .apple()
                .of(token.key())
                .flatMap(witness -> witness.server().lastConnected());
    }
}
