package dev.depwatch.inventory.jamf;

import static dev.depwatch.inventory.jamf.UploadException.Effect.NONE;
import static dev.depwatch.inventory.jamf.UploadException.Effect.NOT_KNOWN;
import static dev.depwatch.inventory.jamf.UploadException.lasting;
import static dev.depwatch.inventory.jamf.UploadException.ofFile;
import static dev.depwatch.inventory.jamf.UploadException.passing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.http.Http;
import dev.depwatch.http.ServerJson;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.JamfApi.Endpoint;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts new tokens in place on one instance, for {@code depwatch renew}. The daemon never makes one: it has no privilege
 * to update anything. Not safe for use by two threads at a time.
 */
public final class JamfUploads {
    /** The documentation lists no privilege for it. */
    private static final Endpoint AUTHORIZATION = new Endpoint("/v1/auth", List.of());

    private static final Endpoint PUBLIC_KEY =
            new Endpoint(JamfTokenSource.ENROLLMENTS.path() + "/public-key", JamfTokenSource.READ_ENROLLMENTS);
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final Instance instance;
    private final JamfHttpClient jamf;
    private final JamfApi api;

    /** @param http used, not owned */
    public JamfUploads(Instance instance, JamfServer server, Http http, InstantSource clock) {
        this.instance = instance;
        this.jamf = new JamfHttpClient(server, http, clock);
        this.api = new JamfApi(jamf);
    }

    /**
     * The public key that Jamf Pro has for Apple, as it answers it: a PEM file.
     *
     * @return empty if it has none
     * @throws ReadException with a sentence for the administrator, if it cannot be read
     */
    public Optional<String> publicKey() throws ReadException, InterruptedException {
        return api.file(PUBLIC_KEY, "application/x-pem-file, */*");
    }

    /**
     * Tries what an upload needs, and changes nothing: the connection, the credentials, and the privileges as far as
     * Jamf Pro reports them. In bounded time.
     *
     * @param kinds of the tokens to upload
     */
    public Trial trial(Set<TokenKind> kinds) throws InterruptedException {
        String needed = jamf.server()
                .named(kinds.stream().sorted().map(JamfUploads::toUpdate).toList());
        String notKnown = jamf.name() + " does not report what " + jamf.account() + " may do. Check that "
                + (jamf.server().isGateway() ? "it has in Jamf Account the " : "its role has the ") + needed;
        try {
            api.signIn();
            // At the gateway they decide nothing.
            Set<String> held = jamf.server().isGateway() ? Set.of() : privileges();
            // Its reading has just used the privilege to read: a list without it is not understood.
            if (!areHeld(kinds, JamfUploads::toRead, held)) {
                return new Trial("upload", Result.WARNING, notKnown);
            }
            return areHeld(kinds, JamfUploads::toUpdate, held)
                    ? new Trial("upload", Result.OK, jamf.account() + " may upload")
                    : new Trial(
                            "upload",
                            Result.PROBLEM,
                            jamf.name() + ": " + jamf.account() + " may not upload. Give its role the " + needed);
        } catch (ReadException e) {
            return new Trial("upload", Result.PROBLEM, e.getMessage());
        }
    }

    private static boolean areHeld(Set<TokenKind> kinds, Function<TokenKind, Privilege> needed, Set<String> held) {
        return kinds.stream().map(needed).map(Privilege::displayName).allMatch(held::contains);
    }

    private static Privilege toRead(TokenKind kind) {
        return kind == TokenKind.ADE ? Privilege.READ_ENROLLMENTS : Privilege.READ_LOCATIONS;
    }

    private static Privilege toUpdate(TokenKind kind) {
        return kind == TokenKind.ADE ? Privilege.UPDATE_ENROLLMENTS : Privilege.UPDATE_LOCATIONS;
    }

    /** The privileges on any site; none if Jamf Pro does not report them in the documented form. */
    private Set<String> privileges() throws ReadException, InterruptedException {
        Set<String> held = new HashSet<>();
        try {
            api.file(AUTHORIZATION, JamfApi.JSON)
                    .flatMap(ServerJson::tree)
                    .map(answer -> answer.path("account").path("privilegesBySite"))
                    .ifPresent(sites -> sites.forEach(site -> site.forEach(privilege -> held.add(privilege.asText()))));
        } catch (ReadException e) {
            if (e.reason() == Reason.CREDENTIALS || e.reason() == Reason.UNREACHABLE) {
                throw e;
            }
        }
        return held;
    }

    /**
     * Uploads the file of an enrolment token in the place of the token that is there. In bounded time.
     *
     * @param id that of the entry in Jamf Pro
     * @param fileName what Jamf Pro keeps as the name of the file
     * @return the token in place now, as Jamf Pro answers
     */
    public Token uploadEnrollment(String id, String fileName, byte[] file)
            throws UploadException, InterruptedException {
        String path = JamfTokenSource.ENROLLMENTS.path() + "/" + pathId(id) + "/upload-token";
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("tokenFileName", fileName);
        body.put("encodedToken", Base64.getEncoder().encodeToString(file));
        return JamfTokenSource.enrollmentToken(instance, change(TokenKind.ADE, "PUT", path, JamfApi.JSON, body));
    }

    /**
     * The same with a content token.
     *
     * @param file the text of the {@code .vpptoken} file, which is base64
     */
    public Token uploadContent(String id, byte[] file) throws UploadException, InterruptedException {
        String path = JamfTokenSource.LOCATIONS.path() + "/" + pathId(id);
        String token = new String(file, StandardCharsets.US_ASCII).strip();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("serviceToken", token);
        return JamfTokenSource.contentToken(instance, change(TokenKind.CONTENT, "PATCH", path, MERGE_PATCH, body));
    }

    private String pathId(String id) throws UploadException {
        if (JamfTokenSource.ID.matcher(id).matches()) {
            return id;
        }
        throw lasting(NONE, jamf.name() + " has a token with an id that cannot be asked for");
    }

    private JsonFields change(TokenKind kind, String method, String path, String contentType, ObjectNode fields)
            throws UploadException, InterruptedException {
        Endpoint endpoint = new Endpoint(path, List.of(toUpdate(kind)));
        Http.Response response =
                api.change(method, endpoint, contentType, fields.toString().getBytes(StandardCharsets.UTF_8));
        if (response.status() != 200) {
            throw refused(kind, response, endpoint);
        }
        JsonNode json = ServerJson.tree(response.body()).orElse(MissingNode.getInstance());
        JsonFields answer = new JsonFields(json, jamf::cleanse);
        if (answer.text("id").isEmpty()) {
            throw lasting(NOT_KNOWN, jamf.undocumented(api.path(endpoint)).getMessage());
        }
        return answer;
    }

    private UploadException refused(TokenKind kind, Http.Response response, Endpoint endpoint) {
        String path = api.path(endpoint);
        String where = jamf.name() + " " + path + " (" + response + ")";
        String log = "; see Jamf Pro's JAMFSoftwareServer.log";
        String other = jamf.unexpected(response.status(), path).getMessage();
        return switch (response.status()) {
            case 401 -> lasting(NONE, jamf.rejected(path).getMessage());
            case 403 ->
                passing(
                        NONE,
                        where + ": " + jamf.account() + " may not update it; "
                                + jamf.server().grant(endpoint.privileges())
                                + JamfHttpClient.orByProxy(response));
            case 404 ->
                lasting(NONE, where + ": the entry is gone, or this Jamf Pro is too old for uploads by its API");
            case 405, 415 -> lasting(NONE, where + ": this Jamf Pro does not take uploads by its API");
            case 400, 422 -> ofFile(NONE, where + ": refuses the file" + log);
            case 500 ->
                // Jamf's documentation names it as the answer to an ADE file that it cannot use.
                kind == TokenKind.ADE
                        ? ofFile(NOT_KNOWN, where + ": cannot read the file, or has an error of its own" + log)
                        : passing(NOT_KNOWN, other);
            case 429, 502, 503, 504 -> passing(NOT_KNOWN, other);
            default -> lasting(NOT_KNOWN, other);
        };
    }
}
