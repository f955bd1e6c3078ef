-- wrk: one address, asked for by one signed-in browser after the other.
-- arguments: the address, the file of session cookies.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  address, cookies, at, wrong = args[1], {}, 0, 0
  for line in io.lines(args[2]) do
    cookies[#cookies + 1] = "__Host-strideback=" .. line
  end
end

function request()
  at = at % #cookies + 1
  return wrk.format("GET", address, {
    ["Host"] = "app.example.org",
    ["X-Forwarded-Proto"] = "https",
    ["X-Forwarded-For"] = "10.0.0.1",
    ["Accept-Encoding"] = "gzip",
    ["Cookie"] = cookies[at],
  })
end

function response(status)
  if status ~= 200 then wrong = wrong + 1 end
end

function done(summary, latency)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do errors = errors + thread:get("wrong") end
  print(string.format("MEASURED %d %d %.0f %.0f %d", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), errors))
end
