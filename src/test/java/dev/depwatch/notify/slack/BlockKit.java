package dev.depwatch.notify.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What Slack accepts as a message, for the blocks that depwatch uses; stricter than Slack where its documentation is
 * unclear (https://docs.slack.dev/reference/block-kit/blocks, .../composition-objects/text-object, and for the sum of
 * all https://github.com/slackapi/bolt-js/issues/2509).
 */
final class BlockKit {
    private static final int MAX_BLOCKS = 50;
    private static final int MAX_ALL_BLOCKS = 13_000;
    private static final int MAX_MESSAGE_TEXT = 4_000;

    private static final Map<String, Set<String>> KEYS = Map.of(
            "header", Set.of("type", "text", "block_id"),
            "section", Set.of("type", "text", "block_id"),
            "context", Set.of("type", "elements", "block_id"));

    private final List<String> problems = new ArrayList<>();

    private BlockKit() {}

    /** Every error in the visible part of a message. */
    static List<String> problems(JsonNode message) {
        BlockKit kit = new BlockKit();
        kit.message(message);
        return kit.problems;
    }

    private void message(JsonNode message) {
        check(message.path("text").isTextual() && !message.path("text").asText().isBlank(), "no text");
        check(message.path("text").asText().length() <= MAX_MESSAGE_TEXT, "text is too long");
        JsonNode blocks = message.path("blocks");
        check(blocks.isArray() && !blocks.isEmpty(), "no blocks");
        check(blocks.size() <= MAX_BLOCKS, "more than 50 blocks");
        check(
                blocks.toString().length() <= MAX_ALL_BLOCKS,
                "blocks are " + blocks.toString().length() + " characters");
        blocks.forEach(this::block);
    }

    private void block(JsonNode block) {
        String type = block.path("type").asText();
        keys(block, KEYS.getOrDefault(type, Set.of()));
        switch (type) {
            case "header" -> text(block.path("text"), Set.of("plain_text"), 150);
            case "section" -> text(block.path("text"), Set.of("mrkdwn", "plain_text"), 3_000);
            case "context" -> {
                JsonNode elements = block.path("elements");
                check(
                        elements.isArray() && !elements.isEmpty() && elements.size() <= 10,
                        "context of 1 to 10 elements");
                elements.forEach(element -> text(element, Set.of("mrkdwn", "plain_text"), 3_000));
            }
            default -> check(false, "unknown block " + type);
        }
    }

    private void text(JsonNode text, Set<String> types, int limit) {
        String type = text.path("type").asText();
        keys(text, type.equals("mrkdwn") ? Set.of("type", "text", "verbatim") : Set.of("type", "text", "emoji"));
        check(types.contains(type), "text of type " + type);
        String said = text.path("text").asText();
        check(text.path("text").isTextual() && !said.isBlank(), "empty text");
        check(said.length() <= limit, "text of " + said.length() + " characters where " + limit + " are allowed");
        check(!said.replaceAll("&(amp|lt|gt);", "").contains("&"), "an & that is not escaped");
    }

    private void keys(JsonNode node, Set<String> known) {
        StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .filter(key -> !known.contains(key))
                .forEach(key -> check(false, "unknown key " + key));
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
