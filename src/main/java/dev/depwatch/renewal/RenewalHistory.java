package dev.depwatch.renewal;

import dev.depwatch.inventory.Outcome;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.renewal.TokenRenewal.State;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What this user did in earlier runs and in this one. Pure.
 *
 * @param lines those of {@link RenewalRecords}, the oldest first
 */
public record RenewalHistory(List<Line> lines) {
    /** A renewal that rested for longer begins again. */
    private static final Duration MAX_PAUSE = Duration.ofDays(7);

    public RenewalHistory {
        lines = List.copyOf(lines);
    }

    /** What was done. */
    public enum RecordedAction {
        /** A run lists it; owner and expiry are those of the token that was in place when its renewal began. */
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
        DELETED
    }

    /**
     * One line.
     *
     * @param by the user of the operating system
     * @param token that the entry had then
     * @param sha256 of the file
     */
    public record Line(
            Instant at,
            String by,
            RecordedAction action,
            Token token,
            Optional<String> file,
            Optional<String> sha256,
            String detail) {
        private boolean isOf(TokenFile of) {
            return sha256.equals(Optional.of(of.sha256()));
        }

        private boolean begins() {
            return action == RecordedAction.BEGUN || action == RecordedAction.UPLOADING;
        }
    }

    /**
     * Whether the file was uploaded to the entry and is not to be uploaded again: its token is in place, or another file
     * was uploaded after it. Jamf Pro can have lost it, for example by a restore.
     */
    boolean had(TokenFile file, Token token) {
        return of(RecordedAction.UPLOADED, token.key()).anyMatch(line -> line.isOf(file))
                && newest(file, token.key()).stream()
                        .noneMatch(line -> line.token().isReplacedBy(token) && file.cannotBe(token));
    }

    /** Its token as each entry had it after the upload of the file: this tells its server. */
    List<Token> tokens(TokenFile file) {
        Stream<Line> uploads = lines.stream().filter(line -> line.action() == RecordedAction.UPLOADED);
        return uploads.filter(line -> line.isOf(file)).map(Line::token).toList();
    }

    /** The upload of the file to the entry, if no other file was uploaded there after it. */
    Optional<Line> newest(TokenFile file, Token.Key key) {
        return last(of(RecordedAction.UPLOADED, key)).filter(line -> line.isOf(file));
    }

    /** The names of the files that somebody began to upload to the entry. */
    Stream<String> downloads(Token.Key key) {
        return of(RecordedAction.UPLOADING, key).flatMap(line -> line.file().stream());
    }

    /** Whether the renewal of this owner's token was begun: by now it may be another one's. */
    public boolean isBegunOf(AppleId owner, Token.Key key, Instant now) {
        return recent(key, now)
                .filter(Line::begins)
                .anyMatch(line -> line.token().owner().equals(Optional.of(owner)));
    }

    /** The renewal of a token: that which was begun and broken off, or a new one. */
    TokenRenewal resumed(TokenState state, Instant now) {
        Token token = state.token();
        TokenRenewal fresh = new TokenRenewal(token, token, State.AWAITS_TOKEN, Optional.empty(), state.sync());
        List<Line> lately = recent(token.key(), now).toList();
        Optional<Line> proof = last(lately.stream().filter(line -> line.action() == RecordedAction.PROVEN));
        List<Line> since = lately.subList(proof.map(lately::lastIndexOf).orElse(-1) + 1, lately.size());
        // Once the first is proven, an upload begins another, also one by hand. One that ends earlier was put back.
        Optional<Line> begun = since.stream()
                .filter(Line::begins)
                .findFirst()
                .or(() -> proof.filter(line -> line.token().hasOtherServerId(token)
                        || (line.token().isReplacedBy(token) && !token.endsBefore(line.token()))));
        Optional<Line> proven = proof.filter(line -> !line.token().isReplacedBy(token));
        if (begun.isEmpty()) {
            // Its syncs may fail since, such as in an outage.
            State next = state.outcome() == Outcome.FAILED ? State.FAILS : State.DONE;
            return proven.map(line -> fresh.in(next, Optional.of(line.at()))).orElse(fresh);
        }
        // A token that was put back is not that of the upload.
        Optional<Instant> placed = last(since.stream().filter(line -> line.action() == RecordedAction.UPLOADED))
                .filter(line -> !line.token().isReplacedBy(token))
                .or(() -> proven)
                .map(Line::at);
        return new TokenRenewal(begun.get().token(), token, fresh.state(), placed, state.sync()).read(state, now);
    }

    private Stream<Line> recent(Token.Key key, Instant now) {
        return lines.stream()
                .filter(line -> line.token().key().equals(key)
                        && line.at().plus(MAX_PAUSE).isAfter(now));
    }

    private static Optional<Line> last(Stream<Line> lines) {
        return lines.reduce((older, newer) -> newer);
    }

    private Stream<Line> of(RecordedAction action, Token.Key key) {
        return lines.stream()
                .filter(line -> line.action() == action && line.token().key().equals(key));
    }
}
