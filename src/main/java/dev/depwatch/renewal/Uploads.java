package dev.depwatch.renewal;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.Reading.TokenState;
import dev.depwatch.inventory.jamf.JamfConfig;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.inventory.jamf.JamfUploads;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.UploadException;
import dev.depwatch.inventory.jamf.UploadException.Effect;
import dev.depwatch.inventory.jamf.UploadException.NextTry;
import dev.depwatch.renewal.RenewalHistory.RecordedAction;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The instances with the credentials of the person who renews: reads them, and uploads files. Each upload is
 * noted before it begins and when it is over. Reading is safe for use by many threads, uploading
 * for one.
 */
public final class Uploads {
    /** Who reads an instance and who uploads to it have a session each. */
    private final Map<Instance, Inventory.Watched> watched = new TreeMap<>();

    private final Map<Instance, JamfUploads> uploads = new TreeMap<>();
    private final RenewalRecords records;
    private final InstantSource clock;

    /** @throws IOException with a sentence for the administrator if a {@code caFile} cannot serve */
    public Uploads(RenewalConfig config, RenewalRecords records, InstantSource clock) throws IOException {
        this.records = records;
        this.clock = clock;
        Map<Optional<Path>, Http> https = new HashMap<>();
        for (RenewalConfig.Server server : config.instances()) {
            Instance instance = new Instance(server.name());
            JamfConfig jamf = server.jamf();
            // One for all that share a server, which limits how much it is asked.
            Http http = https.get(jamf.caFile());
            if (http == null) {
                http = new Http(Http.TIMEOUT, jamf.caFile());
                https.put(jamf.caFile(), http);
            }
            JamfTokenSource tokens = new JamfTokenSource(instance, jamf.server(), false, http, clock);
            watched.put(
                    instance,
                    new Inventory.Watched(instance, Optional.of(jamf.url()), Source.JAMF, Optional.of(tokens), false));
            uploads.put(instance, new JamfUploads(instance, jamf.server(), http, clock));
        }
    }

    /** The instances, to read. */
    public Map<Instance, Inventory.Watched> watched() {
        return Collections.unmodifiableMap(watched);
    }

    /**
     * The public key that the instance has for Apple.
     *
     * @return empty if it has none, or one in a form that is not known
     */
    public Optional<PublicKey> publicKey(Instance instance) throws ReadException, InterruptedException {
        return uploads(instance).publicKey().flatMap(PublicKey::of);
    }

    /**
     * What an instance shows before its tokens are renewed.
     *
     * @param publicKey that it has for Apple; empty if it is not known
     * @param upload whether an upload can work, as far as that can be tried without one
     */
    public record Readiness(Optional<PublicKey> publicKey, Trial upload) {
        public boolean isReady() {
            return upload.result() != Trial.Result.PROBLEM;
        }
    }

    /** Tries all that uploads of tokens of these kinds need, and changes nothing. In bounded time. */
    public Readiness tryOut(Instance instance, Set<TokenKind> kinds) throws InterruptedException {
        Trial upload = uploads(instance).trial(kinds);
        try {
            return new Readiness(publicKey(instance), upload);
        } catch (ReadException isNotKnown) {
            return new Readiness(Optional.empty(), upload);
        }
    }

    private JamfUploads uploads(Instance instance) {
        return Objects.requireNonNull(uploads.get(instance));
    }

    /**
     * What became of an upload.
     *
     * @param token in place now, if the file was taken
     * @param nextTry what lets an upload succeed; empty if this one did
     * @param sentence what failed, and in which state Jamf Pro and Apple are
     */
    public record UploadEnd(Optional<Token> token, Optional<NextTry> nextTry, String sentence) {}

    /**
     * Uploads a file in the place of a token.
     *
     * @param key the public key of the instance, as far as it is known
     * @throws IOException if it cannot be noted; then nothing was uploaded
     * @throws InterruptedException if this thread was interrupted; the file may have been taken all the same
     */
    public UploadEnd upload(TokenFile file, Token before, Optional<PublicKey> key)
            throws IOException, InterruptedException {
        note(RecordedAction.UPLOADING, before, file, "");
        JamfUploads jamf = uploads(before.instance());
        try {
            Token uploaded = file.kind() == TokenKind.ADE
                    ? jamf.uploadEnrollment(before.id(), file.name(), file.bytes())
                    : jamf.uploadContent(before.id(), file.bytes());
            return taken(file, uploaded);
        } catch (UploadException e) {
            Optional<Token> after = e.effect() == Effect.NOT_KNOWN ? inPlace(before) : Optional.empty();
            if (after.isPresent() && Placement.isTaken(file, before, after.get())) {
                return taken(file, after.get());
            }
            note(RecordedAction.FAILED, before, file, e.getMessage());
            return failed(file, before, e, after, key);
        }
    }

    private void note(RecordedAction action, Token token, TokenFile file, String detail) throws IOException {
        records.add(action, token, Optional.of(file), detail, clock.instant());
    }

    /**
     * Notes that a file is in place.
     *
     * @throws IOException if it cannot be noted
     */
    public UploadEnd taken(TokenFile file, Token after) throws IOException {
        note(RecordedAction.UPLOADED, after, file, "");
        return new UploadEnd(Optional.of(after), Optional.empty(), "");
    }

    private Optional<Token> inPlace(Token before) throws InterruptedException {
        return Objects.requireNonNull(watched.get(before.instance())).readOnce(clock).states().stream()
                .map(TokenState::token)
                .filter(token -> token.key().equals(before.key()))
                .findFirst();
    }

    private static UploadEnd failed(
            TokenFile file, Token before, UploadException failure, Optional<Token> after, Optional<PublicKey> key) {
        boolean isReplaced = after.filter(before::isReplacedBy).isPresent();
        // A file for Jamf Pro's own key is good, and an error 500 that it answers to every request says nothing.
        boolean isGood = key.flatMap(own -> own.isOf(file)).orElse(false)
                || (failure.effect() == Effect.NOT_KNOWN && after.isEmpty());
        String state = isReplaced
                ? "Jamf Pro has another token now. depwatch does not know whether it is that of the file. Look at the"
                        + " expiry date and the server of the entry"
                : failure.effect() == Effect.NONE || (after.isPresent() && file.cannotBe(before))
                        ? "Jamf Pro has not taken the file"
                        : "depwatch does not know whether Jamf Pro took the file. Look at the expiry date of the entry";
        // A person may have chosen the entry of another server.
        String ended = file.serverName().equals(Optional.of(before.serverName())) && !isReplaced
                ? "Apple ended the former token when this file was downloaded: until a new one is in place, new and"
                        + " wiped devices do not enrol. "
                : "";
        String sentence = Placement.name(before) + ": the upload failed: " + failure.getMessage() + ". " + state + ". "
                + ended + "The file is still at " + file.path() + ".";
        NextTry next = isReplaced || (isGood && failure.nextTry() == NextTry.ANOTHER_FILE)
                ? NextTry.CORRECT
                : failure.nextTry();
        return new UploadEnd(Optional.empty(), Optional.of(next), sentence);
    }

    /**
     * Deletes a file that was uploaded and proven.
     *
     * @param token to which it was uploaded
     * @return false if it is another file by now, or cannot be deleted
     */
    public boolean delete(TokenFile file, Token token) throws IOException {
        if (!file.isUnchanged()) {
            return false;
        }
        try {
            Files.delete(file.path());
        } catch (IOException e) {
            return false;
        }
        note(RecordedAction.DELETED, token, file, "");
        return true;
    }
}
