package dev.depwatch.renewal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this user did in earlier runs and in this one, the oldest first. Pure.
 *
 * @param entries the lines of {@link RenewalRecords}
 */
public record RenewalHistory(List<Entry> entries) {
    /** A renewal that rested for longer begins again. */
    private static final Duration MAX_PAUSE = Duration.ofDays(7);

    public RenewalHistory {
        entries = List.copyOf(entries);
    }

    /** What was done. */
    public enum Action {
        /** The token stands on a list of what to renew; owner and expiry are those of the token then in place. */
        BEGUN,
        /** An upload begins. Without a line for its end, what became of it is not known. */
        UPLOADING,
        /** Jamf Pro took the file; owner and expiry are those of the new token. */
        UPLOADED,
        /** Jamf Pro did not take it. */
        FAILED,
        /** A sync with the new token went well. */
        PROVEN,
        /** The file was deleted. */
        DELETED,
        /** The public key was saved. */
        KEY_SAVED
    }

    /**
     * One line.
     *
     * @param by the user of the operating system
     * @param sha256 of the file
     * @param publicKey the SHA-256 of Jamf Pro's public key, for which the file was encrypted
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(
            Instant at,
            String by,
            Action action,
            String instance,
            String kind,
            String id,
            Optional<String> server,
            Optional<String> owner,
            Optional<String> expires,
            Optional<String> file,
            Optional<String> sha256,
            Optional<String> publicKey,
            Optional<String> detail) {
        private boolean isOf(Token.Key key) {
            return instance.equals(key.instance().name())
                    && kind.equals(key.kind().key())
                    && id.equals(key.id());
        }

        private boolean isOfFile(String hash) {
            return sha256.equals(Optional.of(hash));
        }

        private boolean isOfAnother(Token token) {
            return Step.isAnother(before(token), token);
        }

        /** The token that the entry had then. */
        private Token before(Token now) {
            return new Token(
                    now.key(),
                    now.name(),
                    owner.flatMap(AppleId::of),
                    now.organization(),
                    now.serverName(),
                    now.serverUuid(),
                    expires.equals(now.expiry().map(Expiry::shown))
                            ? now.expiry()
                            : expires.map(shown -> new Expiry(Instant.EPOCH, shown)));
        }
    }

    /** Whether the token in the entry is that of the file: no other was uploaded since, and none was put back. */
    boolean holds(TokenFile file, Token token) {
        return last(Action.UPLOADED, token.key())
                .filter(entry -> entry.isOfFile(file.sha256()))
                .filter(entry -> !entry.isOfAnother(token) || !file.cannotBe(token))
                .isPresent();
    }

    /** Whether another file was uploaded to the entry after this one. */
    boolean isReplaced(String sha256, Token.Key key) {
        return of(Action.UPLOADED, key).anyMatch(entry -> entry.isOfFile(sha256))
                && last(Action.UPLOADED, key).stream().noneMatch(entry -> entry.isOfFile(sha256));
    }

    /** The files that somebody began to upload to the entry. */
    Stream<Download> downloads(Token.Key key) {
        return of(Action.UPLOADING, key)
                .flatMap(entry -> entry.file().stream()
                        .map(name -> new Download(name, entry.sha256().orElse(""))));
    }

    /** When a file that was encrypted for this public key was uploaded last: Apple had the key then. */
    public Optional<Instant> lastUse(String publicKey, Token.Key key) {
        return newest(entries.stream()
                        .filter(entry -> entry.action() == Action.UPLOADED
                                && entry.instance().equals(key.instance().name())
                                && entry.publicKey().equals(Optional.of(publicKey))))
                .map(Entry::at);
    }

    /** Whether the renewal of this owner's token was begun: by now it may be another one's. */
    public boolean isBegunOf(AppleId owner, Token.Key key, Instant now) {
        return recent(Action.BEGUN, key, now).stream()
                .anyMatch(entry -> entry.owner().equals(Optional.of(owner.value())));
    }

    /** The step of a token: that of the renewal which was begun and broken off, or a new one. */
    Step resumed(TokenState state, Instant now) {
        Token token = state.token();
        Step fresh = Step.begun(state);
        Optional<Entry> open = open(token.key(), now);
        if (open.isEmpty()) {
            return recent(Action.PROVEN, token.key(), now)
                    .filter(proven -> !proven.isOfAnother(token) && state.outcome() == Outcome.GOOD)
                    .map(proven -> fresh.proven(proven.at()))
                    .orElse(fresh);
        }
        Entry begun = open.get();
        // A token that was put back is not that of the upload.
        Optional<Instant> uploaded = recent(Action.UPLOADED, token.key(), now)
                .filter(entry -> !entry.isOfAnother(token) && !entry.at().isBefore(begun.at()))
                .map(Entry::at);
        return new Step(begun.before(token), token, fresh.state(), uploaded, state.sync()).read(state, now);
    }

    /** The beginning of a renewal that is not proven yet. */
    Optional<Entry> open(Token.Key key, Instant now) {
        Optional<Instant> proven = recent(Action.PROVEN, key, now).map(Entry::at);
        return recent(Action.BEGUN, key, now)
                .filter(entry -> proven.isEmpty() || entry.at().isAfter(proven.get()));
    }

    private Optional<Entry> recent(Action action, Token.Key key, Instant now) {
        return last(action, key).filter(entry -> entry.at().plus(MAX_PAUSE).isAfter(now));
    }

    private Optional<Entry> last(Action action, Token.Key key) {
        return newest(of(action, key));
    }

    private Stream<Entry> of(Action action, Token.Key key) {
        return entries.stream().filter(entry -> entry.action() == action && entry.isOf(key));
    }

    private static Optional<Entry> newest(Stream<Entry> entries) {
        return entries.reduce((older, newer) -> newer);
    }
}
