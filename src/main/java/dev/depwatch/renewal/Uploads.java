package dev.depwatch.renewal;

import dev.depwatch.http.Http;
import dev.depwatch.inventory.InstanceInventory;
import dev.depwatch.inventory.InstanceInventory.Source;
import dev.depwatch.inventory.Inventory;
import dev.depwatch.inventory.TokenSourceException;
import dev.depwatch.inventory.jamf.JamfTokenSource;
import dev.depwatch.inventory.jamf.JamfUploads;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Verdict;
import dev.depwatch.inventory.jamf.UploadException;
import dev.depwatch.inventory.jamf.UploadException.Effect;
import dev.depwatch.inventory.jamf.UploadException.Remedy;
import dev.depwatch.renewal.PublicKey.Match;
import dev.depwatch.renewal.RenewalHistory.Action;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Expiry;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The instances with the credentials of the person who renews: reads them, and uploads files. Each upload is
 * noted before it begins and when it is over. Reading is safe for use by many threads, uploading
 * for one.
 */
public final class Uploads {
    private final Map<Instance, Partner> partners = new TreeMap<>();
    private final RenewalRecords records;
    private final Function<Expiry, String> expiryText;
    private final InstantSource clock;

    /** One instance: who reads it and who uploads, which have a session each. */
    private record Partner(URI url, JamfTokenSource tokens, JamfUploads uploads) {}

    /**
     * @param expiryText how results print an expiry
     * @throws IOException with a sentence for the administrator if a {@code caFile} cannot serve
     */
    public Uploads(
            RenewalConfig config, RenewalRecords records, Function<Expiry, String> expiryText, InstantSource clock)
            throws IOException {
        this.records = records;
        this.expiryText = expiryText;
        this.clock = clock;
        for (RenewalConfig.Server server : config.instances()) {
            Http http = new Http(Http.TIMEOUT, server.jamf().caFile());
            Instance instance = server.instance();
            URI url = server.jamf().url();
            partners.put(
                    instance,
                    new Partner(
                            url,
                            new JamfTokenSource(instance, url, server.jamf().credentials(), http, clock),
                            new JamfUploads(instance, url, server.jamf().credentials(), http, clock)));
        }
    }

    public List<Instance> instances() {
        return List.copyOf(partners.keySet());
    }

    /** Reads the instance, in bounded time. The result includes a failure. */
    public InstanceInventory read(Instance instance) throws InterruptedException {
        Partner partner = partner(instance);
        // An upload of unknown outcome is looked at while the instance is read anyway.
        synchronized (partner.tokens()) {
            return new Inventory.Watched(
                            instance, Optional.of(partner.url()), Source.JAMF, Optional.of(partner.tokens()), false)
                    .readOnce(clock);
        }
    }

    /**
     * The public key that the instance has for Apple.
     *
     * @return empty if it has none, or one in a form that is not known
     */
    public Optional<PublicKey> publicKey(Instance instance) throws TokenSourceException, InterruptedException {
        return partner(instance).uploads().publicKey().flatMap(PublicKey::of);
    }

    /**
     * What an instance shows before its tokens are renewed.
     *
     * @param publicKey that it has for Apple; empty if it has none, or one in a form that is not known
     * @param keyNotRead why the key could not be read
     * @param upload whether an upload can work, as far as that can be tried without one
     */
    public record Readiness(Optional<PublicKey> publicKey, Optional<String> keyNotRead, Trial upload) {
        public boolean isReady() {
            return upload.verdict() != Verdict.PROBLEM;
        }
    }

    /** Tries all that uploads of tokens of these kinds need, and changes nothing. In bounded time. */
    public Readiness tryOut(Instance instance, Set<TokenKind> kinds) throws InterruptedException {
        Trial upload = partner(instance).uploads().trial(kinds);
        try {
            return kinds.contains(TokenKind.ADE)
                    ? new Readiness(publicKey(instance), Optional.empty(), upload)
                    : new Readiness(Optional.empty(), Optional.empty(), upload);
        } catch (TokenSourceException e) {
            return new Readiness(Optional.empty(), Optional.of(e.getMessage()), upload);
        }
    }

    private Partner partner(Instance instance) {
        Partner partner = partners.get(instance);
        if (partner == null) {
            throw new IllegalArgumentException("no credentials for " + instance);
        }
        return partner;
    }

    /**
     * What became of an upload.
     *
     * @param token in place now, if the file was taken
     * @param remedy what lets an upload succeed; empty if this one did
     * @param sentence what happened, and in which state Jamf Pro and Apple are
     */
    public record Result(Optional<Token> token, Optional<Remedy> remedy, String sentence) {}

    /**
     * Uploads a file in the place of a token.
     *
     * @param key the public key of the instance, as far as it is known
     * @throws IOException if it cannot be noted; then nothing was uploaded
     * @throws InterruptedException if this thread was interrupted; the file may have been taken all the same
     */
    public Result upload(TokenFile file, Token before, Optional<PublicKey> key)
            throws IOException, InterruptedException {
        note(Action.UPLOADING, before, file, key, "");
        JamfUploads uploads = partner(before.instance()).uploads();
        try {
            Token after = before.kind() == TokenKind.ADE
                    ? uploads.uploadEnrollment(
                            before.id(), file.name(), file.contents().reveal())
                    : uploads.uploadContent(before.id(), file.contents().reveal());
            return taken(file, before, after, key);
        } catch (UploadException e) {
            Optional<Token> after = e.effect() == Effect.NOT_KNOWN ? inPlace(before) : Optional.empty();
            if (after.isPresent() && Placement.isTaken(file, before, after.get())) {
                return taken(file, before, after.get(), key);
            }
            note(Action.FAILED, before, file, key, e.getMessage());
            boolean isReplaced = after.isPresent() && Step.isReplaced(before, after.get());
            // An error of Jamf Pro's own says nothing against the file: it answers 500 to all, or can read the file.
            boolean isItsOwn = e.effect() == Effect.NOT_KNOWN
                    && e.remedy() == Remedy.ANOTHER_FILE
                    && (after.isEmpty()
                            || key.filter(own -> own.match(file) == Match.YES).isPresent());
            return new Result(
                    Optional.empty(),
                    Optional.of(isReplaced || isItsOwn ? Remedy.CORRECT : e.remedy()),
                    failed(file, before, e, after));
        }
    }

    private void note(Action action, Token token, TokenFile file, Optional<PublicKey> key, String detail)
            throws IOException {
        Optional<String> sha256 = file.kind() == TokenKind.ADE ? key.map(PublicKey::sha256) : Optional.empty();
        records.add(action, token, file, sha256, detail, clock.instant());
    }

    /**
     * Notes that a file is in place.
     *
     * @throws IOException if it cannot be noted
     */
    public Result taken(TokenFile file, Token before, Token after, Optional<PublicKey> key) throws IOException {
        note(Action.UPLOADED, after, file, key, "");
        String entry = Placement.name(before);
        return new Result(
                Optional.of(after),
                Optional.empty(),
                Step.areOfTwoServers(before, after)
                        ? entry + ": Jamf Pro has a token of ANOTHER server now: \"" + after.serverName()
                                + "\" instead of \"" + before.serverName()
                                + "\". Devices that are assigned to the former"
                                + " one no longer enrol here. Upload the newest file of \"" + before.serverName()
                                + "\" to this entry. Download one at Apple only if you have none."
                        : entry + ": the new token is in place, expires "
                                + after.expiry().map(expiryText).orElse("on a day that Jamf Pro does not report")
                                + ", downloaded by "
                                + after.owner().map(AppleId::value).orElse("an Apple ID that Jamf Pro does not report")
                                + ". It waits for a good sync.");
    }

    private Optional<Token> inPlace(Token before) throws InterruptedException {
        return read(before.instance()).states().stream()
                .map(state -> state.token())
                .filter(token -> token.key().equals(before.key()))
                .findFirst();
    }

    private static String failed(TokenFile file, Token before, UploadException failure, Optional<Token> after) {
        // A person may have chosen the entry of another server.
        boolean isEnded = file.serverName().equals(Optional.of(before.serverName()));
        String state = "Whether Jamf Pro took the file is not known: look at the expiry date of the entry"
                + (isEnded
                        ? ". If it has the former token, new and wiped devices do not enrol: Apple ended that one when"
                                + " this file was downloaded"
                        : "");
        if (after.isPresent() && Step.isReplaced(before, after.get())) {
            state =
                    "Jamf Pro has another token now, and whether it is that of the file is not known: look at the expiry"
                            + " date and the server of the entry";
        } else if (failure.effect() == Effect.NONE || (after.isPresent() && file.cannotBe(before))) {
            state = "Jamf Pro has the former token"
                    + (isEnded
                            ? ", which Apple ended when this file was downloaded: until a new token is in place, new and"
                                    + " wiped devices do not enrol"
                            : "");
        }
        return Placement.name(before) + ": the upload failed: " + failure.getMessage() + ". " + state
                + ". The file is still at " + file.path() + ".";
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
        note(Action.DELETED, token, file, Optional.empty(), "");
        return true;
    }
}
