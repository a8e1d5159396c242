/* Numbers from and to std::string. */

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

_LIBCPP_BEGIN_NAMESPACE_STD

static string decimal(unsigned long long value, bool negative) {
  char digits[24], *start = digits + sizeof(digits);
  do
    *--start = static_cast<char>('0' + value % 10);
  while ((value /= 10) != 0);
  if (negative)
    *--start = '-';
  return string(start, digits + sizeof(digits));
}

static string signed_decimal(long long value) {
  return decimal(value < 0 ? 0 - static_cast<unsigned long long>(value) : static_cast<unsigned long long>(value),
                 value < 0);
}

string to_string(int value) { return signed_decimal(value); }
string to_string(long value) { return signed_decimal(value); }
string to_string(long long value) { return signed_decimal(value); }
string to_string(unsigned value) { return decimal(value, false); }
string to_string(unsigned long value) { return decimal(value, false); }
string to_string(unsigned long long value) { return decimal(value, false); }

string to_string(double value) {
  /* The largest has 309 digits. */
  char text[384];
  int size = std::snprintf(text, sizeof(text), "%f", value);
  return string(text, static_cast<size_t>(size));
}
string to_string(float value) { return to_string(static_cast<double>(value)); }

/* Reads with a function of C's; what it does not take, or cannot hold, is an exception that names `name`. */
template <class Read> static auto read(const char *name, const string &text, size_t *end, Read function) {
  const char *start = text.c_str();
  char *stop;
  int before = errno;
  errno = 0;
  auto value = function(start, &stop);
  int after = errno;
  errno = before;
  if (stop == start)
    throw invalid_argument(string(name) + ": no conversion");
  if (after == ERANGE)
    throw out_of_range(string(name) + ": out of range");
  if (end != nullptr)
    *end = static_cast<size_t>(stop - start);
  return value;
}

long stol(const string &text, size_t *end, int base) {
  return read("stol", text, end, [base](const char *at, char **stop) { return std::strtol(at, stop, base); });
}
unsigned long stoul(const string &text, size_t *end, int base) {
  return read("stoul", text, end, [base](const char *at, char **stop) { return std::strtoul(at, stop, base); });
}
long long stoll(const string &text, size_t *end, int base) {
  return read("stoll", text, end, [base](const char *at, char **stop) { return std::strtoll(at, stop, base); });
}
unsigned long long stoull(const string &text, size_t *end, int base) {
  return read("stoull", text, end, [base](const char *at, char **stop) { return std::strtoull(at, stop, base); });
}
int stoi(const string &text, size_t *end, int base) {
  long value =
      read("stoi", text, end, [base](const char *at, char **stop) { return std::strtol(at, stop, base); });
  if (value < INT_MIN || value > INT_MAX)
    throw out_of_range("stoi: out of range");
  return static_cast<int>(value);
}
double stod(const string &text, size_t *end) { return read("stod", text, end, std::strtod); }
float stof(const string &text, size_t *end) { return read("stof", text, end, std::strtof); }

_LIBCPP_END_NAMESPACE_STD
