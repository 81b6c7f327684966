#include "CSimdjson.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace ondemand = simdjson::ondemand;
using std::string_view;

namespace {

constexpr int max_depth = 64;
constexpr size_t max_leaves = 1 << 20;

/// Checks the text of one JSON value and copies it, with bare NaN and infinities quoted.
class Copier {
public:
    Copier(string_view text, std::string &out) : at_(text.data()), end_(at_ + text.size()), out_(out) {}

    bool copy() {
        if (!value(0)) return false;
        blanks();
        return at_ == end_;
    }

private:
    const char *at_, *end_;
    std::string &out_;

    void blanks() {
        while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) out_ += *at_++;
    }

    bool take(char c) {
        if (at_ == end_ || *at_ != c) return false;
        out_ += *at_++;
        return true;
    }

    bool word(string_view text, bool quoted) {
        if (string_view(at_, size_t(end_ - at_)).substr(0, text.size()) != text) return false;
        if (quoted) out_ += '"';
        out_ += text;
        if (quoted) out_ += '"';
        at_ += text.size();
        return true;
    }

    bool digits() {
        const char *start = at_;
        while (at_ < end_ && *at_ >= '0' && *at_ <= '9') out_ += *at_++;
        return at_ > start;
    }

    bool number() {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            return digits();
        }
        return true;
    }

    bool string() {
        if (!take('"')) return false;
        while (at_ < end_ && *at_ != '"') {
            if (static_cast<unsigned char>(*at_) < 0x20) return false;
            if (!take('\\')) {
                out_ += *at_++;
                continue;
            }
            if (at_ == end_ || *at_ == 0 || !std::strchr("\"\\/bfnrtu", *at_)) return false;
            out_ += *at_++;
        }
        return take('"');
    }

    template <typename Item> bool list(char close, Item item) {
        out_ += *at_++;
        blanks();
        if (take(close)) return true;
        do {
            blanks();
            if (!item()) return false;
            blanks();
        } while (take(','));
        return take(close);
    }

    bool value(int depth) {
        if (depth > max_depth || at_ == end_) return false;
        switch (*at_) {
        case '[': return list(']', [&] { return value(depth + 1); });
        case '{':
            return list('}', [&] {
                if (!string()) return false;
                blanks();
                if (!take(':')) return false;
                blanks();
                return value(depth + 1);
            });
        case '"': return string();
        case 't': return word("true", false);
        case 'f': return word("false", false);
        case 'n': return word("null", false);
        case 'N': return word("NaN", true);
        case 'I': return word("Infinity", true);
        default: return word("-Infinity", true) || number();
        }
    }
};

string_view trimmed(string_view token) {
    size_t size = token.size();
    while (size > 0 && (token[size - 1] == ' ' || token[size - 1] == '\t' || token[size - 1] == '\n' || token[size - 1] == '\r')) size--;
    return token.substr(0, size);
}

/// Whether a token has JSON's number form; what simdjson then refuses is too large for it.
bool looks_like_number(string_view token) {
    std::string copy;
    return !token.empty() && (token[0] == '-' || (token[0] >= '0' && token[0] <= '9')) && Copier(token, copy).copy();
}

}  // namespace

struct csj_reader {
    ondemand::parser parser;
    std::vector<csj_leaf> leaves;
    /// Places in `arena` of paths and texts, kept until it no longer moves: leaf, start.
    std::vector<std::pair<size_t, size_t>> paths, texts;
    std::string arena, padded;
    bool failed_utf8 = false;

    const char *read(const char *text, size_t length, size_t readable, bool nested) {
        leaves.clear();
        paths.clear();
        texts.clear();
        arena.clear();
        if (readable < length + simdjson::SIMDJSON_PADDING) {
            padded.assign(text, length);
            padded.append(simdjson::SIMDJSON_PADDING, ' ');
            text = padded.data();
        }
        ondemand::document document;
        auto error = parser.iterate(text, length, length + simdjson::SIMDJSON_PADDING).get(document);
        failed_utf8 = error == simdjson::UTF8_ERROR;
        if (error) return simdjson::error_message(error);
        ondemand::object object;
        if ((error = document.get_object().get(object))) return simdjson::error_message(error);
        if (const char *problem = members(object, {}, nested, 0)) return problem;
        // The place after the object is out of bounds if nothing follows.
        const char *rest;
        if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return "text follows the object";
        for (auto [leaf, start] : paths) leaves[leaf].path = arena.data() + start;
        for (auto [leaf, start] : texts) leaves[leaf].text = arena.data() + start;
        return nullptr;
    }

    const char *members(ondemand::object object, string_view prefix, bool nested, int depth) {
        if (depth > max_depth) return "objects are nested too deeply";
        for (auto result : object) {
            ondemand::field field;
            auto error = std::move(result).get(field);
            if (error) return simdjson::error_message(error);
            string_view name;
            if ((error = field.unescaped_key().get(name))) return simdjson::error_message(error);
            if (leaves.size() >= max_leaves) return "there are too many members";
            ondemand::value value = field.value();
            string_view token = trimmed(value.raw_json_token());
            if (token.empty()) return "a value is missing";
            if (nested && token[0] == '{') {
                std::string inner(prefix);
                inner.append(name).append(".");
                ondemand::object child;
                if ((error = value.get_object().get(child))) return simdjson::error_message(error);
                bool empty;
                if ((error = child.is_empty().get(empty))) return simdjson::error_message(error);
                if (!empty) {
                    if (const char *problem = members(child, inner, nested, depth + 1)) return problem;
                    continue;
                }
                push(prefix, name, CSJ_JSON);
                texts.emplace_back(leaves.size() - 1, arena.size());
                arena.append("{}");
                leaves.back().text_length = 2;
                continue;
            }
            push(prefix, name, CSJ_NULL);
            if (const char *problem = scalar(value, token, leaves.back())) return problem;
        }
        return nullptr;
    }

    void push(string_view prefix, string_view name, uint32_t kind) {
        csj_leaf leaf = {};
        leaf.kind = kind;
        leaf.path = name.data();
        leaf.path_length = uint32_t(name.size() + prefix.size());
        if (!prefix.empty()) {
            paths.emplace_back(leaves.size(), arena.size());
            arena.append(prefix).append(name);
        }
        leaves.push_back(leaf);
    }

    const char *scalar(ondemand::value &value, string_view token, csj_leaf &leaf) {
        auto number = [&](double of) {
            leaf.kind = CSJ_DOUBLE;
            leaf.number = of;
            return nullptr;
        };
        switch (token[0]) {
        case '"': {
            string_view text;
            if (auto error = value.get_string().get(text)) return simdjson::error_message(error);
            leaf.kind = CSJ_STRING;
            leaf.text = text.data();
            leaf.text_length = uint32_t(text.size());
            return nullptr;
        }
        case '[':
        case '{': {
            string_view raw;
            simdjson::error_code error;
            if (token[0] == '[') {
                ondemand::array array;
                if ((error = value.get_array().get(array))) return simdjson::error_message(error);
                error = array.raw_json().get(raw);
            } else {
                ondemand::object object;
                if ((error = value.get_object().get(object))) return simdjson::error_message(error);
                error = object.raw_json().get(raw);
            }
            if (error) return simdjson::error_message(error);
            size_t start = arena.size();
            if (!Copier(trimmed(raw), arena).copy()) return "a list is malformed";
            leaf.kind = CSJ_JSON;
            texts.emplace_back(leaves.size() - 1, start);
            leaf.text_length = uint32_t(arena.size() - start);
            return nullptr;
        }
        case 't':
        case 'f':
            if (token != "true" && token != "false") return "a value is no JSON";
            leaf.kind = CSJ_BOOL;
            leaf.integer = token == "true";
            return nullptr;
        case 'n': return token == "null" ? nullptr : "a value is no JSON";
        case 'N': return token == "NaN" ? number(std::numeric_limits<double>::quiet_NaN()) : "a value is no JSON";
        case 'I': return token == "Infinity" ? number(std::numeric_limits<double>::infinity()) : "a value is no JSON";
        default: break;
        }
        if (token == "-Infinity") return number(-std::numeric_limits<double>::infinity());
        ondemand::number parsed;
        if (value.get_number().get(parsed)) {
            // Beyond 64 bits, or beyond the largest double.
            if (!looks_like_number(token)) return "a number is malformed";
            return number(std::strtod(std::string(token).c_str(), nullptr));
        }
        if (parsed.is_int64()) {
            leaf.kind = CSJ_INT64;
            leaf.integer = parsed.get_int64();
            return nullptr;
        }
        return number(parsed.as_double());
    }
};

csj_reader *csj_reader_new(void) {
    try {
        return new csj_reader;
    } catch (...) {
        return nullptr;
    }
}

void csj_reader_free(csj_reader *reader) { delete reader; }

const char *csj_read(csj_reader *reader, const char *text, size_t length, size_t readable, int nested) {
    try {
        const char *problem = reader->read(text, length, readable, nested != 0);
        if (problem) reader->leaves.clear();
        return problem;
    } catch (...) {
        reader->leaves.clear();
        return "there is not enough memory";
    }
}

const csj_leaf *csj_leaves(const csj_reader *reader) { return reader->leaves.data(); }

size_t csj_leaf_count(const csj_reader *reader) { return reader->leaves.size(); }

int csj_failed_utf8(const csj_reader *reader) { return reader->failed_utf8; }

int csj_read_numbers(const char *text, size_t length, double *numbers, size_t count) {
    const char *at = text, *end = text + length;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (at == end || *at++ != '\t')) return 0;
        auto [next, error] = std::from_chars(at, end, numbers[i]);
        if (error != std::errc()) return 0;
        at = next;
    }
    return at == end;
}
