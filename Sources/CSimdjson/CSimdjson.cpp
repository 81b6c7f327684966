#include "CSimdjson.h"
#include "ShortNumber.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <deque>
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

/// Reads a JSON number and moves behind it: CSJ_INT64, CSJ_DOUBLE, or CSJ_NULL if there is none.
int csj_number(const char *&at, const char *end, int64_t &integer, double &number) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *start = at, *p = at;
    bool negative = p < end && *p == '-';
    if (negative) p++;
    const char *digits = p;
    uint64_t mantissa = 0;
    while (p < end && unsigned(*p - '0') < 10) mantissa = mantissa * 10 + unsigned(*p++ - '0');
    size_t whole = size_t(p - digits);
    if (whole == 0 || (whole > 1 && *digits == '0')) return CSJ_NULL;
    if (p == end || (*p != '.' && *p != 'e' && *p != 'E')) {
        if (whole <= 18) {
            integer = negative ? -int64_t(mantissa) : int64_t(mantissa);
            at = p;
            return CSJ_INT64;
        }
        if (std::from_chars(start, p, integer).ec == std::errc()) {
            at = p;
            return CSJ_INT64;
        }
        number = std::strtod(std::string(start, p).c_str(), nullptr);
        at = p;
        return CSJ_DOUBLE;
    }
    size_t fraction = 0;
    if (*p == '.') {
        const char *point = ++p;
        while (p < end && unsigned(*p - '0') < 10) mantissa = mantissa * 10 + unsigned(*p++ - '0');
        fraction = size_t(p - point);
        if (fraction == 0) return CSJ_NULL;
    }
    bool has_exponent = p < end && (*p == 'e' || *p == 'E');
    if (has_exponent) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        const char *exponent = p;
        while (p < end && unsigned(*p - '0') < 10) p++;
        if (p == exponent) return CSJ_NULL;
    } else if (whole + fraction <= 18 && mantissa <= uint64_t(1) << 53) {
        // Both are exact doubles, so that the quotient is the correctly rounded decimal.
        number = double(mantissa) / powers[fraction];
        if (negative) number = -number;
        at = p;
        return CSJ_DOUBLE;
    }
    number = std::strtod(std::string(start, p).c_str(), nullptr);
    at = p;
    return CSJ_DOUBLE;
}

}  // namespace

struct csj_reader {
    ondemand::parser parser;
    std::vector<csj_leaf> leaves;
    /// Places in `arena` of paths and texts, kept until it no longer moves: leaf, start.
    std::vector<std::pair<size_t, size_t>> paths, texts;
    std::string arena, padded, copied;
    /// The elements of lists, and the texts of those that are strings.
    std::vector<uint8_t> kinds;
    std::vector<uint64_t> bits;
    /// How many elements there are: the vectors are longer, so that room needn't be asked for with each.
    size_t element_count = 0;
    std::vector<string_view> element_texts;
    /// Those that had escapes; they must not move.
    std::deque<std::string> unescaped;
    const char *text_end = nullptr;
    int how = 0;
    char separator = '.';
    bool failed_utf8 = false;

    void clear() {
        leaves.clear();
        paths.clear();
        texts.clear();
        arena.clear();
        element_count = 0;
        element_texts.clear();
        unescaped.clear();
    }

    void element(uint8_t kind, uint64_t word) {
        kinds[element_count] = kind;
        bits[element_count++] = word;
    }

    const char *read(const char *text, size_t length, size_t readable) {
        clear();
        if (readable < length + simdjson::SIMDJSON_PADDING) {
            padded.assign(text, length);
            padded.append(simdjson::SIMDJSON_PADDING, ' ');
            text = padded.data();
        }
        text_end = text + length;
        ondemand::document document;
        auto error = parser.iterate(text, length, length + simdjson::SIMDJSON_PADDING).get(document);
        failed_utf8 = error == simdjson::UTF8_ERROR;
        if (error) return simdjson::error_message(error);
        ondemand::object object;
        if ((error = document.get_object().get(object))) return simdjson::error_message(error);
        if (const char *problem = members(object, {}, 0)) return problem;
        // The place after the object is out of bounds if nothing follows.
        const char *rest;
        if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) return "text follows the object";
        for (auto [leaf, start] : paths) leaves[leaf].path = arena.data() + start;
        for (auto [leaf, start] : texts) leaves[leaf].text = arena.data() + start;
        return nullptr;
    }

    const char *members(ondemand::object object, string_view prefix, int depth) {
        if (depth > max_depth) return "objects are nested too deeply";
        for (auto result : object) {
            ondemand::field field;
            auto error = std::move(result).get(field);
            if (error) return simdjson::error_message(error);
            string_view name;
            if ((error = field.unescaped_key().get(name))) return simdjson::error_message(error);
            if (leaves.size() >= max_leaves) return "there are too many members";
            ondemand::value value = field.value();
            if (const char *problem = member(value, prefix, name, depth)) return problem;
        }
        return nullptr;
    }

    const char *member(ondemand::value &value, string_view prefix, string_view name, int depth) {
        if (leaves.size() >= max_leaves) return "there are too many members";
        string_view token = trimmed(value.raw_json_token());
        if (token.empty()) return "a value is missing";
        simdjson::error_code error;
        if (token[0] == '{' && (how & CSJ_NESTED)) {
            ondemand::object child;
            if ((error = value.get_object().get(child))) return simdjson::error_message(error);
            bool empty;
            if ((error = child.is_empty().get(empty))) return simdjson::error_message(error);
            if (!empty) return members(child, joined(prefix, name), depth + 1);
            push(prefix, name, CSJ_JSON);
            texts.emplace_back(leaves.size() - 1, arena.size());
            arena.append("{}");
            leaves.back().text_length = 2;
            return nullptr;
        }
        if (token[0] == '[' && (how & CSJ_LISTS)) {
            size_t first = element_count, first_text = element_texts.size();
            const char *at = token.data();
            switch (elements(at)) {
            case List::scalars:
                push_list(prefix, name, first, string_view(token.data(), size_t(at - token.data())));
                return nullptr;
            case List::malformed: return "a list is malformed";
            case List::nested: break;
            }
            element_count = first;
            element_texts.resize(first_text);
            if (how & CSJ_OPEN_LISTS) {
                ondemand::array list;
                if ((error = value.get_array().get(list))) return simdjson::error_message(error);
                return open_list(list, joined(prefix, name), depth + 1);
            }
        }
        push(prefix, name, CSJ_NULL);
        return scalar(value, token, leaves.back());
    }

    std::string joined(string_view prefix, string_view name) {
        std::string inner(prefix);
        inner.append(name).push_back(separator);
        return inner;
    }

    /// Adds the leaf of a list whose elements were read. On-demand parsing steps over what isn't asked for.
    void push_list(string_view prefix, string_view name, size_t first, string_view text) {
        push(prefix, name, CSJ_LIST);
        csj_leaf &leaf = leaves.back();
        leaf.integer = int64_t(first);
        leaf.count = uint32_t(element_count - first);
        leaf.text = text.data();
        leaf.text_length = uint32_t(text.size());
        if (leaf.count == 0) return;
        // Nearly all lists are of one kind.
        const uint8_t *kind = kinds.data() + first;
        bool same = std::memcmp(kind, kind + 1, leaf.count - 1) == 0;
        for (size_t i = 0; i < (same ? 1 : leaf.count); i++) leaf.kinds |= uint32_t(1) << kind[i];
    }

    const char *open_list(ondemand::array &list, const std::string &prefix, int depth) {
        if (depth > max_depth) return "lists are nested too deeply";
        size_t place = 0;
        for (auto result : list) {
            ondemand::value value;
            if (auto error = std::move(result).get(value)) return simdjson::error_message(error);
            // The name must outlive the reading: it is copied, as names with a prefix are.
            std::string name = std::to_string(place++);
            if (const char *problem = member(value, prefix, name, depth)) return problem;
        }
        return nullptr;
    }

    enum class List { scalars, nested, malformed };

    /// Appends a list's elements and moves behind it, if all are scalars.
    List elements(const char *&at) {
        const char *end = text_end;
        auto blanks = [&] {
            while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
        };
        auto word = [&](string_view text, uint8_t kind, uint64_t value) {
            if (string_view(at, size_t(end - at)).substr(0, text.size()) != text) return false;
            at += text.size();
            element(kind, value);
            return true;
        };
        at++;
        blanks();
        if (at < end && *at == ']') return at++, List::scalars;
        while (at < end) {
            if (element_count + 64 > kinds.size()) {
                kinds.resize(2 * kinds.size() + 1024);
                bits.resize(kinds.size());
            }
            numbers(at);
            blanks();
            if (at >= end) break;
            bool taken;
            switch (*at) {
            case '[':
            case '{': return List::nested;
            case '"': taken = string_element(at, end); break;
            case 'n': taken = word("null", CSJ_ELEMENT_NULL, 0); break;
            case 't': taken = word("true", CSJ_ELEMENT_BOOL, 1); break;
            case 'f': taken = word("false", CSJ_ELEMENT_BOOL, 0); break;
            case 'N': taken = word("NaN", CSJ_ELEMENT_DOUBLE, 0x7FF8000000000000); break;
            case 'I': taken = word("Infinity", CSJ_ELEMENT_DOUBLE, 0x7FF0000000000000); break;
            default: taken = number_element(at, end) || word("-Infinity", CSJ_ELEMENT_DOUBLE, 0xFFF0000000000000);
            }
            if (!taken) return List::malformed;
            blanks();
            if (at >= end) break;
            if (*at == ']') return at++, List::scalars;
            if (*at++ != ',') return List::malformed;
        }
        return List::malformed;
    }

    bool string_element(const char *&at, const char *end) {
        const char *start = ++at;
        while (at < end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) at++;
        if (at == end) return false;
        if (*at == '\\') {
            at = start;
            if (!unescape(at, end)) return false;
        } else {
            if (*at != '"') return false;
            element_texts.emplace_back(start, size_t(at - start));
        }
        at++;
        element(CSJ_ELEMENT_STRING, element_texts.size() - 1);
        return true;
    }

    /// Appends a string with escapes to the texts and moves to its closing quote.
    bool unescape(const char *&at, const char *end) {
        std::string out;
        auto hex = [&](uint32_t &code) {
            if (end - at < 4) return false;
            auto [next, error] = std::from_chars(at, at + 4, code, 16);
            at += 4;
            return error == std::errc() && next == at;
        };
        for (; at < end && *at != '"'; at++) {
            if (static_cast<unsigned char>(*at) < 0x20) return false;
            if (*at != '\\') {
                out += *at;
                continue;
            }
            if (++at == end || *at == 0) return false;
            static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
            if (const char *plain = std::strchr(from, *at)) {
                out += to[plain - from];
                continue;
            }
            uint32_t code = 0, low = 0;
            if (*at++ != 'u' || !hex(code)) return false;
            if (code >= 0xD800 && code < 0xE000) {
                if (code >= 0xDC00 || end - at < 6 || at[0] != '\\' || at[1] != 'u') return false;
                at += 2;
                if (!hex(low) || low < 0xDC00 || low >= 0xE000) return false;
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
            at--;
            if (code < 0x80) {
                out += char(code);
            } else if (code < 0x800) {
                out += {char(0xC0 | code >> 6), char(0x80 | (code & 63))};
            } else if (code < 0x10000) {
                out += {char(0xE0 | code >> 12), char(0x80 | (code >> 6 & 63)), char(0x80 | (code & 63))};
            } else {
                out += {char(0xF0 | code >> 18), char(0x80 | (code >> 12 & 63)), char(0x80 | (code >> 6 & 63)),
                        char(0x80 | (code & 63))};
            }
        }
        if (at >= end) return false;
        unescaped.push_back(std::move(out));
        element_texts.emplace_back(unescaped.back());
        return true;
    }

    /// Appends the numbers from here on that are short and followed by a comma and a blank, as nearly all are.
    void numbers(const char *&from) {
#if defined(__x86_64__)
        if (short_number::has_wide) return wide_numbers(from);
#endif
        numbers<short_number::plain>(from);
    }

#if defined(__x86_64__)
    SHORT_NUMBER_WIDE void wide_numbers(const char *&from) { numbers<short_number::wide>(from); }
#endif

    template <auto number> __attribute__((always_inline)) void numbers(const char *&from) {
        uint8_t *kind = kinds.data() + element_count;
        uint64_t *word = bits.data() + element_count;
        const uint8_t *at = reinterpret_cast<const uint8_t *>(from);
        const uint8_t *end = reinterpret_cast<const uint8_t *>(text_end);
        // Room is left for the element that comes after.
        for (const uint8_t *last = kinds.data() + kinds.size() - 8; kind < last;) {
            const uint8_t *next = number(at, word, kind);
            if (next == nullptr || next[0] != ',' || next[1] != ' ' || next + 2 > end) break;
            at = next + 2;
            kind++;
            word++;
        }
        element_count = size_t(kind - kinds.data());
        from = reinterpret_cast<const char *>(at);
    }

    bool number_element(const char *&at, const char *end) {
        uint64_t word;
        uint8_t kind;
        // What is read ahead is within simdjson's padding.
        if (const uint8_t *next = short_number::plain(reinterpret_cast<const uint8_t *>(at), &word, &kind)) {
            if (reinterpret_cast<const char *>(next) > end) return false;
            at = reinterpret_cast<const char *>(next);
            element(kind, word);
            return true;
        }
        int64_t integer;
        double number;
        switch (csj_number(at, end, integer, number)) {
        case CSJ_INT64: element(CSJ_ELEMENT_INT64, uint64_t(integer)); return true;
        case CSJ_DOUBLE:
            std::memcpy(&word, &number, sizeof word);
            element(CSJ_ELEMENT_DOUBLE, word);
            return true;
        default: return false;
        }
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

const char *csj_read(csj_reader *reader, const char *text, size_t length, size_t readable, int how, char separator) {
    try {
        reader->how = how;
        reader->separator = separator;
        const char *problem = reader->read(text, length, readable);
        if (problem) reader->clear();
        return problem;
    } catch (...) {
        reader->clear();
        return "there is not enough memory";
    }
}

const csj_leaf *csj_leaves(const csj_reader *reader) { return reader->leaves.data(); }

size_t csj_leaf_count(const csj_reader *reader) { return reader->leaves.size(); }

const uint8_t *csj_element_kinds(const csj_reader *reader) { return reader->kinds.data(); }

const uint64_t *csj_element_bits(const csj_reader *reader) { return reader->bits.data(); }

size_t csj_element_count(const csj_reader *reader) { return reader->element_count; }

const char *csj_element_text(const csj_reader *reader, uint64_t place, size_t *length) {
    if (place >= reader->element_texts.size()) return nullptr;
    string_view text = reader->element_texts[place];
    *length = text.size();
    return text.data();
}

const char *csj_copy_json(csj_reader *reader, const char *text, size_t length, size_t *copied) {
    try {
        reader->copied.clear();
        if (!Copier(string_view(text, length), reader->copied).copy()) return nullptr;
        *copied = reader->copied.size();
        return reader->copied.data();
    } catch (...) {
        return nullptr;
    }
}

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
