package dev.depwatch.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.config.WebAddress;
import dev.depwatch.http.Http;
import dev.depwatch.http.HttpConfig;
import dev.depwatch.http.HttpException;
import java.net.URI;
import java.util.Optional;

/** A running depwatch; reads its assessment by {@code GET /api/v1/assessment}. */
public final class RunningDaemon {
    /** 2,000 tokens, each with a finding and a case, are 5 MiB. */
    private static final int MAX_BODY_BYTES = 32 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI url;
    private final HttpConfig access;
    private final Http http;

    /**
     * @param address of its pages
     * @param access how to sign in
     * @param http trusts what {@code access} says
     */
    public RunningDaemon(WebAddress address, HttpConfig access, Http http) {
        this.url = address.uri();
        this.access = access;
        this.http = http;
    }

    /**
     * Its current answer; empty if nothing listens there.
     *
     * @throws NotAnsweredException if something listens but does not answer with an assessment
     */
    public Optional<DaemonAnswer> ask() throws NotAnsweredException, InterruptedException {
        URI address = URI.create(url.toString().replaceFirst("/+$", "") + "/api/v1/assessment");
        Http.Response response;
        try {
            response = http.send("GET", address, access.headers(), new byte[0], MAX_BODY_BYTES);
        } catch (HttpException e) {
            if (e.kind() == HttpException.Kind.UNREACHABLE) {
                return Optional.empty();
            }
            throw new NotAnsweredException(e.getMessage());
        }
        return Optional.of(answer(response));
    }

    private DaemonAnswer answer(Http.Response response) throws NotAnsweredException {
        switch (response.status()) {
            case 200 -> {}
            case 401, 403 ->
                throw answered(
                        response,
                        "it requires a name and a password (webConfigFile), or rejects these: see --daemon-access");
            case 503 -> throw answered(response, "it has just started or is overloaded: try again");
            default -> throw answered(response, "check that this is the address of a depwatch");
        }
        if (tree(response) instanceof ObjectNode document) {
            Optional<DaemonAnswer> answer = DaemonAnswer.of(document);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw answered(
                response,
                "the answer is no assessment of version " + DaemonAnswer.VERSION
                        + "; check that it is a depwatch of the same version as this command");
    }

    private JsonNode tree(Http.Response response) throws NotAnsweredException {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw answered(response, "the answer is not JSON; check that this is the address of a depwatch");
        }
    }

    private NotAnsweredException answered(Http.Response response, String meaning) {
        return new NotAnsweredException(Http.server(url) + " answers HTTP " + response.status() + ": " + meaning);
    }
}
